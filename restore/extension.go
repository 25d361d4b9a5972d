package restore

import (
	"context"
	"errors"
	"fmt"
	"io"

	"promark/archive"
	"promark/catalog"
)

// createsExtension says that an entry makes an extension of the manifest. Its statement is written
// here, since the version is the preflight's choice.
func (r *run) createsExtension(e *archive.Entry) bool {
	_, ok := r.versions[e.Name]
	return ok && e.Kind == "EXTENSION"
}

// extensionEntry finds the entry that makes an extension, or nil.
func (r *run) extensionEntry(name string) *archive.Entry {
	for i := range r.entries {
		if e := &r.entries[i]; e.Name == name && r.createsExtension(e) {
			return e
		}
	}
	return nil
}

// createExtensions makes the database ready for definitions: what TimescaleDB and Promscale need
// happens in a certain order, in sessions of their own.
func (r *run) createExtensions(ctx context.Context) error {
	r.emit(PhaseStarted{PhasePrepare, 0})
	if err := r.beginTimescale(ctx); err != nil {
		return err
	}
	return r.beginPromscale(ctx)
}

// createFirst makes an extension, and before it what its entry needs (its schema, the extensions
// that it requires), in a fresh session.
func (r *run) createFirst(ctx context.Context, name string) error {
	e := r.extensionEntry(name)
	if e == nil {
		return fmt.Errorf("the archive has no entry that creates the extension %s", name)
	}
	entries := r.withNeeds(e)
	if len(entries) == 0 {
		return nil
	}
	return r.inSession(ctx, func(s *session) error {
		r.changing()
		if err := r.define(ctx, s, entries); err != nil {
			return err
		}
		for _, e := range entries {
			r.created[e.ID] = true
		}
		return nil
	})
}

// withNeeds gives an entry and all that it needs and that was not made, in the archive's order.
func (r *run) withNeeds(e *archive.Entry) []*archive.Entry {
	wanted := map[uint32]bool{e.ID: true}
	for id := e.ID; id > 0; id-- { // what is needed stands before
		if wanted[id] {
			for _, need := range r.entries[id-1].Needs {
				wanted[need] = true
			}
		}
	}
	return r.pick(func(e *archive.Entry) bool { return wanted[e.ID] && !r.created[e.ID] })
}

// createExtensionSQL makes an extension in the version that the preflight chose. The comment of
// the control file comes with it.
func (r *run) createExtensionSQL(name string) string {
	for _, x := range r.manifest.Extensions {
		if x.Name == name {
			return fmt.Sprintf("CREATE EXTENSION IF NOT EXISTS %s WITH SCHEMA %s VERSION %s",
				catalog.Ident(name), catalog.Ident(x.Schema), catalog.Literal(r.versions[name]))
		}
	}
	return ""
}

func isExtensionData(e *archive.Entry) bool {
	return e.Extension != "" && e.Pass == archive.PassMain && e.Section == archive.SectionData
}

// extensionData loads the rows of extensions' own tables: in one session, in the order of the
// archive, which is that of their foreign keys, and one COPY for each table.
func (r *run) extensionData(ctx context.Context) error {
	entries := r.pick(isExtensionData)
	r.emit(PhaseStarted{PhaseExtensionData, int64(len(entries))})
	if len(entries) == 0 && !r.resumes {
		return nil
	}
	return r.inSession(ctx, func(s *session) error {
		if err := r.ownTriggers(ctx, s); err != nil {
			return err
		}
		if err := r.assertEmpty(ctx, s, entries); err != nil {
			return err
		}
		w := &worker{r: r, s: s, decoder: archive.NewDecoder()}
		w.consumer = &consumer{r: r, s: s, from: r.pipe, decoder: w.decoder,
			streams: map[uint32]*comingStream{}, entryOf: r.notLoaded,
			done: func(stream uint32) { r.loadedStreams[stream] = true }}
		for _, e := range entries {
			if err := w.extensionEntry(ctx, e); err != nil {
				return err
			}
		}
		return r.afterTimescaleRows(ctx, s)
	})
}

// ownTriggers makes the triggers of extensions' own tables fire although triggers are disabled:
// rows of TimescaleDB's metadata collide without one (since 2.14, sql/metadata.sql).
func (r *run) ownTriggers(ctx context.Context, s *session) error {
	if !r.opts.DisableTriggers {
		return nil
	}
	if err := s.exec(ctx, "SET session_replication_role = origin"); err != nil {
		return fmt.Errorf("enable triggers of extensions: %w", err)
	}
	return nil
}

// notLoaded gives the entry of a stream that is not loaded yet.
func (r *run) notLoaded(stream uint32) *archive.Entry {
	if r.loadedStreams[stream] {
		return nil
	}
	return r.streams[stream]
}

// extensionEntry runs the statements of one entry (the value of a sequence) or loads its rows.
func (w *worker) extensionEntry(ctx context.Context, e *archive.Entry) error {
	if e.Data == nil {
		return w.r.define(ctx, w.s, []*archive.Entry{e})
	}
	for _, id := range e.Data.Streams {
		if err := w.extensionStream(ctx, e, id); err != nil {
			return err
		}
	}
	return nil
}

var errOrder = errors.New("rows of other tables come before those of extensions")

func (w *worker) extensionStream(ctx context.Context, e *archive.Entry, id uint32) error {
	if w.r.pipe == nil && w.r.loadedStreams[id] {
		return nil
	}
	if w.r.pipe == nil {
		w.r.loadedStreams[id] = true
		return w.load(ctx, []streamLoad{{&node{entry: e}, id, 0}})
	}
	for !w.r.loadedStreams[id] {
		f, err := w.r.pipe.peek()
		if err != nil {
			return unexpectedEnd(err)
		}
		if f.Kind != archive.FramePack && w.r.skipsStream(f.Stream) {
			w.r.pipe.drop()
			f.Release()
			continue
		}
		if x := w.r.streams[f.Stream]; f.Kind != archive.FramePack && (x == nil || x.Extension == "") {
			return fmt.Errorf("load %s: %w", describe(e), errOrder)
		}
		if err := w.consumer.consume(ctx); err != nil {
			return err
		}
	}
	return nil
}

// unexpectedEnd makes the regular end of an archive an error where rows are still wanted.
func unexpectedEnd(err error) error {
	if isEnd(err) {
		return io.ErrUnexpectedEOF
	}
	return err
}
