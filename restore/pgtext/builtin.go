package pgtext

// builtin gives a built-in type, or one of a known extension, by its name in pg_type, or nil.
func builtin(name string, major int) *Type {
	if t := scalar(name, major); t != nil {
		return t
	}
	switch name {
	case "int2vector":
		return &Type{append: vectorOf(appendInt2), plain: true, bare: true, delimiter: ','}
	case "oidvector":
		return &Type{append: vectorOf(appendOID), plain: true, bare: true, delimiter: ','}
	case "int4range", "int8range", "numrange", "daterange", "tsrange", "tstzrange":
		return rangeOf(scalar(subtype(name[:len(name)-len("range")]), major))
	case "int4multirange", "int8multirange", "nummultirange", "datemultirange", "tsmultirange", "tstzmultirange":
		return multirangeOf(rangeOf(scalar(subtype(name[:len(name)-len("multirange")]), major)))
	}
	return nil
}

// subtype gives the subtype of a built-in range by the beginning of its name.
func subtype(prefix string) string {
	switch prefix {
	case "num":
		return "numeric"
	case "ts":
		return "timestamp"
	case "tstz":
		return "timestamptz"
	}
	return prefix
}

// scalar gives a type that is not made of others, or nil.
func scalar(name string, major int) *Type {
	switch name {
	case "text", "varchar", "bpchar", "name", "json", "xml", "cstring", "refcursor", "citext", "unknown":
		return &Type{append: appendText, text: true, delimiter: ','}
	case "char":
		return &Type{append: charFor(major), delimiter: ','}
	case "jsonb", "jsonpath":
		return &Type{append: versioned(appendText), delimiter: ','}
	case "ltree", "lquery", "ltxtquery":
		return &Type{append: versioned(appendText), delimiter: ','}
	case "hstore":
		return &Type{append: appendHstore, delimiter: ','}
	case "tsvector":
		return &Type{append: appendTSVector, delimiter: ','}
	case "tsquery":
		return &Type{append: appendTSQuery, delimiter: ','}
	case "bytea": // its text has a backslash
		return &Type{append: appendBytea, delimiter: ','}
	case "box":
		return &Type{append: appendBox, plain: true, bare: true, delimiter: ';'}
	}
	if f := plainScalar(name, major); f != nil {
		return &Type{append: f, plain: true, bare: true, delimiter: ','}
	}
	return nil
}

// plainScalar gives what writes a type whose text has nothing that COPY escapes, or nil.
func plainScalar(name string, major int) appender {
	switch name {
	case "bool":
		return appendBool
	case "int2":
		return appendInt2
	case "int4":
		return appendInt4
	case "int8":
		return appendInt8
	case "oid", "xid", "cid":
		return appendOID
	case "xid8":
		return appendXID8
	case "tid":
		return appendTID
	case "pg_lsn":
		return appendLSN
	case "txid_snapshot", "pg_snapshot":
		return appendSnapshot
	case "float4":
		return appendFloat4
	case "float8":
		return appendFloat8
	case "numeric":
		return appendNumeric
	case "money":
		return appendMoney
	case "uuid":
		return appendUUID
	case "bit", "varbit":
		return appendBits
	case "compressed_data":
		return appendBase64
	}
	if f := timeScalar(name, major); f != nil {
		return f
	}
	return addressScalar(name)
}

func timeScalar(name string, major int) appender {
	switch name {
	case "date":
		return appendDate
	case "time":
		return appendTime
	case "timetz":
		return appendTimeTZ
	case "timestamp":
		return appendTimestamp
	case "timestamptz":
		return appendTimestampTZ
	case "interval":
		return intervalFor(major)
	}
	return nil
}

// addressScalar gives network addresses and shapes.
func addressScalar(name string) appender {
	switch name {
	case "inet", "cidr":
		return appendInet
	case "macaddr":
		return appendMAC(6)
	case "macaddr8":
		return appendMAC(8)
	case "point":
		return appendPoint
	case "line":
		return appendLine
	case "lseg":
		return appendLseg
	case "path":
		return appendPath
	case "polygon":
		return appendPolygon
	case "circle":
		return appendCircle
	}
	return nil
}
