package main

import (
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"

	"promark/archive"
)

// contents is what an archive holds, as list shows it and --json prints it.
// The names of its fields are part of the command line's contract.
type contents struct {
	Archive    string            `json:"archive"`
	ID         string            `json:"id"`
	Created    string            `json:"created"`
	Tool       string            `json:"tool"`
	Server     string            `json:"server_version"`
	ServerNum  int               `json:"server_version_num"`
	Database   string            `json:"database"`
	Owner      string            `json:"owner"`
	Encoding   string            `json:"encoding"`
	Collate    string            `json:"collate"`
	Ctype      string            `json:"ctype"`
	Extensions []extensionLine   `json:"extensions"`
	Roles      []string          `json:"roles"`
	Facts      map[string]string `json:"facts,omitempty"`
	Warnings   []string          `json:"warnings,omitempty"`
	Secrets    int               `json:"secrets"` // entries with passwords or keys
	Kinds      []kindLine        `json:"kinds"`
	Relations  []relationLine    `json:"relations"`
	Totals     totals            `json:"totals"`
}

type extensionLine struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Schema  string `json:"schema"`
}

type kindLine struct {
	Section string `json:"section"`
	Kind    string `json:"kind"`
	Entries int    `json:"entries"`
}

type relationLine struct {
	Schema string `json:"schema"`
	Name   string `json:"name"`
	Kind   string `json:"kind"`
	Format string `json:"format"`
	Rows   int64  `json:"rows"`
	Raw    int64  `json:"raw_bytes"`
	Stored int64  `json:"stored_bytes"`
	Codec  string `json:"codec"`
	Parts  int    `json:"parts"`
	Digest string `json:"digest"` // sum over its parts, modulo 2^128
	Lost   string `json:"lost,omitempty"`
}

type totals struct {
	Entries   int   `json:"entries"`
	Relations int   `json:"relations"`
	Rows      int64 `json:"rows"`
	Raw       int64 `json:"raw_bytes"`
	Stored    int64 `json:"stored_bytes"`
	Archive   int64 `json:"archive_bytes"`
}

// describe gathers the contents from an archive's catalog and its streams.
func describe(name string, size int64, m *archive.Manifest, entries []archive.Entry, info func(uint32) (archive.StreamInfo, bool)) (*contents, error) {
	c := &contents{
		Archive: name, ID: fmt.Sprintf("%x", m.ID), Created: m.Created.UTC().Format("2006-01-02T15:04:05.000000Z"),
		Tool: m.Tool, Server: m.Server.Version, ServerNum: m.Server.VersionNum,
		Database: m.Database.Name, Owner: m.Database.Owner, Encoding: m.Database.Encoding,
		Collate: m.Database.Collate, Ctype: m.Database.CType,
		Roles: m.Roles, Facts: m.Facts, Warnings: m.Warnings,
		Extensions: []extensionLine{}, Relations: []relationLine{},
	}
	for _, e := range m.Extensions {
		c.Extensions = append(c.Extensions, extensionLine{e.Name, e.Version, e.Schema})
	}
	kinds := map[[2]string]int{}
	for i := range entries {
		e := &entries[i]
		kinds[[2]string{e.Section.String(), e.Kind}]++
		for name := range e.Facts {
			if strings.HasPrefix(name, archive.FactRedacted) {
				c.Secrets++
				break
			}
		}
		if e.Data == nil {
			continue
		}
		line, err := relation(e, info)
		if err != nil {
			return nil, err
		}
		c.Relations = append(c.Relations, line)
		c.Totals.Rows += line.Rows
		c.Totals.Raw += line.Raw
		c.Totals.Stored += line.Stored
	}
	c.Kinds = kindLines(kinds, entries)
	c.Totals.Entries, c.Totals.Relations, c.Totals.Archive = len(entries), len(c.Relations), size
	return c, nil
}

// relation adds up the streams of one data entry.
func relation(e *archive.Entry, info func(uint32) (archive.StreamInfo, bool)) (relationLine, error) {
	line := relationLine{
		Schema: e.Data.Relation.Schema, Name: e.Data.Relation.Name, Kind: e.Kind,
		Format: e.Data.Format.String(), Parts: len(e.Data.Streams), Lost: e.Facts[archive.FactLost],
	}
	var digest archive.Digest
	var codecs uint8
	for _, id := range e.Data.Streams {
		s, ok := info(id)
		if !ok {
			return line, fmt.Errorf("relation %s.%s: stream %d is missing", line.Schema, line.Name, id)
		}
		line.Rows += s.Rows
		line.Raw += s.RawBytes
		line.Stored += s.StoredBytes
		digest.Add(s.Digest)
		codecs |= s.Codecs
	}
	line.Digest, line.Codec = digest.String(), codecNames(codecs)
	return line, nil
}

// codecNames names the codecs of a set, see archive.StreamInfo.
func codecNames(set uint8) string {
	var names []string
	for c, name := range []string{"stored", "zstd", "columns"} {
		if set&(1<<c) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, "+")
}

// kindLines counts entries by kind, in the archive's order of first appearance.
func kindLines(kinds map[[2]string]int, entries []archive.Entry) []kindLine {
	lines := []kindLine{}
	for i := range entries {
		key := [2]string{entries[i].Section.String(), entries[i].Kind}
		if n := kinds[key]; n > 0 {
			lines = append(lines, kindLine{key[0], key[1], n})
			delete(kinds, key)
		}
	}
	return lines
}

// readContents reads what list shows. A pipe is read to its end, since the
// sizes stand behind the data.
func readContents(in *input) (*contents, error) {
	if in.file != nil {
		r, err := archive.Open(in.file, in.size)
		if err != nil {
			return nil, err
		}
		return describe(in.name, in.size, r.Manifest(), r.Entries(), r.Info)
	}
	p, err := archive.NewPipe(in.pipe)
	if err != nil {
		return nil, err
	}
	if err := drain(p); err != nil {
		return nil, err
	}
	return describe(in.name, p.Offset(), p.Manifest(), p.Entries(), p.Info)
}

// drain reads a pipe to its end.
func drain(p *archive.Pipe) error {
	for {
		f, err := p.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		f.Release()
	}
}

// largestFirst sorts relations by stored size, then by name.
func largestFirst(lines []relationLine) {
	sort.SliceStable(lines, func(i, j int) bool { return lines[i].Stored > lines[j].Stored })
}
