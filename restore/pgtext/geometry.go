package pgtext

// Shapes are made of float8 coordinates (src/backend/utils/adt/geo_ops.c).

// appendFloats writes coordinates with commas between them.
func appendFloats(dst, v []byte, lost *int) []byte {
	for i := 0; i+8 <= len(v); i += 8 {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst, _ = appendFloat8(dst, v[i:i+8], lost)
	}
	return dst
}

func appendPair(dst, v []byte, lost *int) []byte {
	return append(appendFloats(append(dst, '('), v[:16], lost), ')')
}

func appendPoints(dst, v []byte, lost *int) []byte {
	for i := 0; i+16 <= len(v); i += 16 {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendPair(dst, v[i:], lost)
	}
	return dst
}

func appendPoint(dst, v []byte, lost *int) ([]byte, error) {
	if len(v) != 16 {
		return dst, bad("point", len(v))
	}
	return appendPair(dst, v, lost), nil
}

func appendLine(dst, v []byte, lost *int) ([]byte, error) {
	if len(v) != 24 {
		return dst, bad("line", len(v))
	}
	return append(appendFloats(append(dst, '{'), v, lost), '}'), nil
}

func appendLseg(dst, v []byte, lost *int) ([]byte, error) {
	if len(v) != 32 {
		return dst, bad("lseg", len(v))
	}
	return append(appendPoints(append(dst, '['), v, lost), ']'), nil
}

func appendBox(dst, v []byte, lost *int) ([]byte, error) {
	if len(v) != 32 {
		return dst, bad("box", len(v))
	}
	return appendPoints(dst, v, lost), nil
}

// appendPath: a byte says whether the path is closed.
func appendPath(dst, v []byte, lost *int) ([]byte, error) {
	if len(v) < 5 || int64(len(v)-5) != 16*int64(be32(v[1:])) {
		return dst, bad("path", len(v))
	}
	if v[0] != 0 {
		return append(appendPoints(append(dst, '('), v[5:], lost), ')'), nil
	}
	return append(appendPoints(append(dst, '['), v[5:], lost), ']'), nil
}

func appendPolygon(dst, v []byte, lost *int) ([]byte, error) {
	if len(v) < 4 || int64(len(v)-4) != 16*int64(be32(v)) {
		return dst, bad("polygon", len(v))
	}
	return append(appendPoints(append(dst, '('), v[4:], lost), ')'), nil
}

func appendCircle(dst, v []byte, lost *int) ([]byte, error) {
	if len(v) != 24 {
		return dst, bad("circle", len(v))
	}
	dst = append(appendPair(append(dst, '<'), v, lost), ',')
	return append(appendFloats(dst, v[16:], lost), '>'), nil
}
