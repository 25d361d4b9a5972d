package columns

// arena hands out pieces of memory that is used again for every block: it grows to what the largest
// block needs and then allocates no more.
type arena[T any] struct {
	all, free []T
	used      int
}

// arenaStep is the least that is allocated at once.
const arenaStep = 1 << 12

// take gives n elements, whatever is in them.
func (a *arena[T]) take(n int) []T {
	if n > len(a.free) { // the pieces handed out stay where they are
		a.all = make([]T, max(n, arenaStep))
		a.free = a.all
	}
	piece := a.free[:n:n]
	a.free = a.free[n:]
	a.used += n
	return piece
}

// reset takes all pieces back.
func (a *arena[T]) reset() {
	if a.used > len(a.all) {
		a.all = make([]T, a.used)
	}
	a.free, a.used = a.all, 0
}

// grow gives a slice of length n, whatever is in it, in the memory of s if that is enough.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/8)
	}
	return s[:n]
}
