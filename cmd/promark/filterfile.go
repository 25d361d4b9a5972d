package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// Files of --filter, in the format of pg_dump 17 (src/bin/pg_dump/filter.c): a
// command on each line, "include" or "exclude", the kind of object, and a
// pattern, whose double quotes may hold line ends. # begins a comment.

// filterCommand is one command.
type filterCommand struct {
	include       bool
	kind, pattern string
}

// filterFileMax bounds a file: it is read as a whole.
const filterFileMax = 16 << 20

// readFilters reads the files that --filter names; - is standard input.
func readFilters(names []string) ([]filterCommand, error) {
	var out []filterCommand
	for _, name := range names {
		text, err := readFilterFile(name)
		if err != nil {
			return nil, fmt.Errorf("read filter: %w", err)
		}
		commands, err := parseFilter(text)
		if err != nil {
			return nil, fmt.Errorf("filter %s: %w", name, err)
		}
		out = append(out, commands...)
	}
	return out, nil
}

func readFilterFile(name string) (string, error) {
	var from io.Reader = os.Stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return "", err
		}
		defer f.Close()
		from = f
	}
	text, err := io.ReadAll(io.LimitReader(from, filterFileMax+1))
	if err == nil && len(text) > filterFileMax {
		err = fmt.Errorf("%s has more than %d bytes", name, filterFileMax)
	}
	return string(text), err
}

// parseFilter takes a file apart.
func parseFilter(text string) ([]filterCommand, error) {
	var out []filterCommand
	line := 1
	for text != "" {
		var statement string
		var err error
		lines := line
		statement, text, line, err = filterStatement(text, line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", lines, err)
		}
		fields := strings.Fields(statement)
		if len(fields) == 0 {
			continue
		}
		if len(fields) < 3 {
			return nil, fmt.Errorf("line %d: a command is include or exclude, a kind and a pattern", lines)
		}
		if fields[0] != "include" && fields[0] != "exclude" {
			return nil, fmt.Errorf("line %d: %q is neither include nor exclude", lines, fields[0])
		}
		rest := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(statement), fields[0]))
		pattern := strings.TrimSpace(strings.TrimPrefix(rest, fields[1]))
		out = append(out, filterCommand{fields[0] == "include", fields[1], pattern})
	}
	return out, nil
}

// filterStatement cuts the first line off, with the lines that its quotes
// reach into and without its comment.
func filterStatement(text string, line int) (statement, rest string, next int, err error) {
	quoted, comment := false, false
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		ch := text[i]
		if ch == '\n' {
			line++
		}
		switch {
		case ch == '\n' && !quoted:
			return b.String(), text[i+1:], line, nil
		case comment:
		case ch == '#' && !quoted:
			comment = true
		default:
			if ch == '"' {
				quoted = !quoted
			}
			b.WriteByte(ch)
		}
	}
	if quoted {
		return "", "", line, fmt.Errorf("a double quote is not closed")
	}
	return b.String(), "", line, nil
}

// add puts a file's commands into a dump's filter.
func (o *filterOptions) add(commands []filterCommand) error {
	f := &o.filter
	lists := map[string]*[]string{
		"include table": &f.Tables, "include table_and_children": &f.TablesAndChildren,
		"include schema": &f.Schemas, "include extension": &f.Extensions,
		"exclude table": &f.ExcludeTables, "exclude table_and_children": &f.ExcludeTablesAndKin,
		"exclude table_data": &f.ExcludeTableData, "exclude table_data_and_children": &f.ExcludeTableDataAndKin,
		"exclude schema": &f.ExcludeSchemas, "exclude extension": &f.ExcludeExtensions,
	}
	return addCommands(lists, commands)
}

// add puts a file's commands into a restore's selection.
func (o *selectOptions) add(commands []filterCommand) error {
	s := &o.selection
	return addCommands(map[string]*[]string{
		"include schema": &s.Schemas, "include table": &s.Tables, "include index": &s.Indexes,
		"include function": &s.Functions, "include trigger": &s.Triggers, "exclude schema": &s.ExcludeSchemas,
	}, commands)
}

func addCommands(lists map[string]*[]string, commands []filterCommand) error {
	for _, c := range commands {
		what := "exclude " + c.kind
		if c.include {
			what = "include " + c.kind
		}
		list := lists[what]
		if list == nil {
			return fmt.Errorf("filter: %q is not supported here", what)
		}
		if !slices.Contains(*list, c.pattern) {
			*list = append(*list, c.pattern)
		}
	}
	return nil
}
