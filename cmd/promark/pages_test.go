package main

import (
	"context"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
)

var (
	commandEnd  = regexp.MustCompile(`&&|\||#|$`)
	commandName = regexp.MustCompile("`promark (\\w[^`]*)`")
)

// commandsOf gives the commands of promark that a page shows, in blocks and in its text.
func commandsOf(page string) []string {
	var out []string
	for i, part := range strings.Split(page, "```") {
		if i%2 == 0 {
			for _, m := range commandName.FindAllStringSubmatch(part, -1) {
				out = append(out, m[1])
			}
			continue
		}
		for line := range strings.Lines(part) {
			for _, command := range commandEnd.Split(strings.TrimSpace(line), -1) {
				if c, ok := strings.CutPrefix(strings.TrimLeft(command, "$ "), "promark "); ok {
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// Every command that the pages for users show is one that promark takes.
func TestCommandsOfPages(t *testing.T) {
	for _, page := range []string{"README.md", "PROMSCALE.md"} {
		text, err := os.ReadFile("../../" + page)
		if err != nil {
			t.Fatal(err)
		}
		commands := commandsOf(string(text))
		if len(commands) < 15 {
			t.Errorf("%s shows only %q", page, commands)
		}
		for _, c := range commands {
			if strings.HasPrefix(c, "COMMAND ") {
				continue // stands for any
			}
			var said strings.Builder
			args := append(strings.Fields(c), "--help")
			if status := run(context.Background(), args, &output{out: io.Discard, err: &said}); status != statusWhole {
				t.Errorf("%s: promark %s: %s", page, c, said.String())
			}
		}
	}
}
