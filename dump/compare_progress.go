package dump

// tell passes on the events of one side: what is counted is that of both.
func (c *comparer) tell(side int, e Event) {
	c.telling.Lock()
	defer c.telling.Unlock()
	switch at := e.(type) {
	case PhaseStarted:
		if side != Second {
			return
		}
	case Warned:
		e = Warned{c.ofSide(side, at.Text)}
	case Planned:
		c.planned[side] = at
		e = Planned{Relations: c.planned[Second].Relations, Bytes: c.planned[First].Bytes + c.planned[Second].Bytes}
	case Copied:
		c.copied[side] = at
		e = Copied{Relations: c.copied[Second].Relations, Rows: c.copied[First].Rows + c.copied[Second].Rows,
			Bytes: c.copied[First].Bytes + c.copied[Second].Bytes}
	}
	if c.Progress != nil {
		c.Progress(e)
	}
}
