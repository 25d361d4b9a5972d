package pgtext

import "strconv"

// Times are counted in microseconds, days from 2000-01-01.
const (
	second = 1000000
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour
	epoch  = 2451545 // Julian day of 2000-01-01 (POSTGRES_EPOCH_JDATE)
)

const (
	infinity32  = 1<<31 - 1
	minfinity32 = -1 << 31
	infinity64  = 1<<63 - 1
	minfinity64 = -1 << 63
)

func appendDate(dst, v []byte, _ *int) ([]byte, error) {
	if len(v) != 4 {
		return dst, bad("date", len(v))
	}
	switch d := int64(int32(be32(v))); d {
	case infinity32:
		return append(dst, "infinity"...), nil
	case minfinity32:
		return append(dst, "-infinity"...), nil
	default:
		year, month, dayOfMonth := calendar(d)
		dst = appendYMD(dst, year, month, dayOfMonth)
		return appendEra(dst, year), nil
	}
}

// calendar gives the date of a day: the year 0 is 1 BC. It is the proleptic Gregorian calendar in
// eras of 400 years, which begin on the first of March.
func calendar(days int64) (year, month, dayOfMonth int64) {
	const era, shift = 146097, 730425 // days of 400 years; from 0000-03-01 to 2000-01-01
	z := days + shift
	e := floor(z, era)
	d := z - e*era
	y := (d - d/1460 + d/36524 - d/(era-1)) / 365
	dayOfYear := d - (365*y + y/4 - y/100)
	m := (5*dayOfYear + 2) / 153
	dayOfMonth = dayOfYear - (153*m+2)/5 + 1
	year, month = y+e*400, m+3
	if month > 12 {
		month -= 12
		year++
	}
	return year, month, dayOfMonth
}

func floor(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// appendYMD writes a date without its era; a year has at least four digits.
func appendYMD(dst []byte, year, month, dayOfMonth int64) []byte {
	if year <= 0 {
		year = 1 - year
	}
	for limit := int64(1000); limit > 1 && year < limit; limit /= 10 {
		dst = append(dst, '0')
	}
	dst = strconv.AppendInt(dst, year, 10)
	return appendTwo(append(appendTwo(append(dst, '-'), month), '-'), dayOfMonth)
}

func appendEra(dst []byte, year int64) []byte {
	if year <= 0 {
		return append(dst, " BC"...)
	}
	return dst
}

// appendTwo writes at least two digits.
func appendTwo(dst []byte, n int64) []byte {
	if n < 10 {
		dst = append(dst, '0')
	}
	return strconv.AppendInt(dst, n, 10)
}

// appendClock writes a time of day, not negative.
func appendClock(dst []byte, t int64) []byte {
	dst = append(appendTwo(dst, t/hour), ':')
	dst = append(appendTwo(dst, t%hour/minute), ':')
	dst = appendTwo(dst, t%minute/second)
	return appendFraction(dst, t%second)
}

// appendFraction writes microseconds without zeros at the end.
func appendFraction(dst []byte, micros int64) []byte {
	if micros == 0 {
		return dst
	}
	dst = append(dst, '.')
	for unit := int64(second / 10); micros > 0; unit /= 10 {
		dst = append(dst, '0'+byte(micros/unit))
		micros %= unit
	}
	return dst
}

func appendTime(dst, v []byte, _ *int) ([]byte, error) {
	if len(v) != 8 || be64(v) > day {
		return dst, bad("time", len(v))
	}
	return appendClock(dst, int64(be64(v))), nil
}

// appendTimeTZ: the zone is in seconds west of Greenwich.
func appendTimeTZ(dst, v []byte, _ *int) ([]byte, error) {
	if len(v) != 12 || be64(v) > day {
		return dst, bad("timetz", len(v))
	}
	zone := -int64(int32(be32(v[8:])))
	sign := byte('+')
	if zone < 0 {
		sign, zone = '-', -zone
	}
	dst = append(appendClock(dst, int64(be64(v))), sign)
	dst = appendTwo(dst, zone/3600)
	if zone%3600 != 0 {
		dst = appendTwo(append(dst, ':'), zone%3600/60)
	}
	if zone%60 != 0 {
		dst = appendTwo(append(dst, ':'), zone%60)
	}
	return dst, nil
}

func appendTimestamp(dst, v []byte, _ *int) ([]byte, error) { return appendMoment(dst, v, "") }

func appendTimestampTZ(dst, v []byte, _ *int) ([]byte, error) { return appendMoment(dst, v, "+00") }

func appendMoment(dst, v []byte, zone string) ([]byte, error) {
	if len(v) != 8 {
		return dst, bad("timestamp", len(v))
	}
	t := int64(be64(v))
	switch t {
	case infinity64:
		return append(dst, "infinity"...), nil
	case minfinity64:
		return append(dst, "-infinity"...), nil
	}
	days := floor(t, day)
	year, month, dayOfMonth := calendar(days)
	dst = append(appendYMD(dst, year, month, dayOfMonth), ' ')
	dst = append(appendClock(dst, t-days*day), zone...)
	return appendEra(dst, year), nil
}

// intervalFor writes intervals; infinite ones exist since 17, before they were numbers.
func intervalFor(major int) appender {
	return func(dst, v []byte, _ *int) ([]byte, error) {
		if len(v) != 16 {
			return dst, bad("interval", len(v))
		}
		t, days, months := int64(be64(v)), int64(int32(be32(v[8:]))), int64(int32(be32(v[12:])))
		switch {
		case major >= 17 && t == infinity64 && days == infinity32 && months == infinity32:
			return append(dst, "infinity"...), nil
		case major >= 17 && t == minfinity64 && days == minfinity32 && months == minfinity32:
			return append(dst, "-infinity"...), nil
		}
		return appendInterval(dst, t, days, months), nil
	}
}

// appendInterval writes the style postgres: after a negative part a positive one gets a sign
// (src/backend/utils/adt/datetime.c, EncodeInterval).
func appendInterval(dst []byte, t, days, months int64) []byte {
	start, negative := len(dst), false
	part := func(n int64, unit string) {
		if n == 0 {
			return
		}
		if len(dst) > start {
			dst = append(dst, ' ')
		}
		if negative && n > 0 {
			dst = append(dst, '+')
		}
		dst = append(strconv.AppendInt(dst, n, 10), unit...)
		if n != 1 {
			dst = append(dst, 's')
		}
		negative = n < 0
	}
	part(months/12, " year")
	part(months%12, " mon")
	part(days, " day")
	if len(dst) > start && t == 0 {
		return dst
	}
	if len(dst) > start {
		dst = append(dst, ' ')
	}
	magnitude := uint64(t)
	if t < 0 {
		dst = append(dst, '-')
		magnitude = -magnitude
	} else if negative {
		dst = append(dst, '+')
	}
	dst = appendTwo(dst, int64(magnitude/hour))
	dst = appendTwo(append(dst, ':'), int64(magnitude%hour/minute))
	dst = appendTwo(append(dst, ':'), int64(magnitude%minute/second))
	return appendFraction(dst, int64(magnitude%second))
}
