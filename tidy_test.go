package promark

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The limits of the house: a function fits a screen, a file has one job.
const (
	functionLinesMax = 70
	fileLinesMax     = 600
)

// mayImport lists, for each package, the packages of ours that it may import;
// its tests may import the test servers as well. What is not listed may import
// nothing of ours.
func mayImport() map[string][]string {
	return map[string][]string{
		"catalog":         {},
		"archive":         {"archive/columns"},
		"archive/columns": {},
		"catalog/pgtest":  {},
		"dump":            {"catalog", "archive"},
		"restore":         {"catalog", "archive", "restore/pgtext"},
		"restore/pgtext":  {},
		"cmd/promark":     {"catalog", "archive", "dump", "restore"},
	}
}

// forbidden are words that no tracked file may hold, with the reason. They are
// put together from parts, since this file is tracked as well.
func forbidden() map[string]string {
	return map[string]string{
		"registry" + ".npmjs":   "the registry comes from the machine's own configuration",
		"deb.debian" + ".org":   "the mirror comes from the machine's own configuration",
		"proxy.golang" + ".org": "the module proxy comes from the machine's own configuration",
		"\"/work" + "/":         "paths of one machine mean nothing elsewhere",
		" /work" + "/":          "paths of one machine mean nothing elsewhere",
		"t.Skip" + "(":          "a test that cannot run fails",
		"t.Skip" + "f(":         "a test that cannot run fails",
		"t.Skip" + "Now(":       "a test that cannot run fails",
		"TO" + "DO":             "what is not done belongs to an issue",
		"FIX" + "ME":            "what is not done belongs to an issue",
	}
}

// source is one tracked file.
type source struct {
	name string
	text []byte
}

// tracked reads the files that git knows, or will know.
func tracked(t *testing.T) []source {
	t.Helper()
	out, err := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		t.Fatalf("list the project's files: %v", err)
	}
	var files []source
	for _, name := range strings.FieldsFunc(string(out), func(r rune) bool { return r == 0 }) {
		text, err := os.ReadFile(name)
		if os.IsNotExist(err) {
			continue // removed, not committed yet
		}
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, source{name, text})
	}
	if len(files) < 10 {
		t.Fatalf("git lists only %d files", len(files))
	}
	return files
}

func TestWords(t *testing.T) {
	for _, f := range tracked(t) {
		for word, reason := range forbidden() {
			if at := bytes.Index(f.text, []byte(word)); at >= 0 {
				line := 1 + bytes.Count(f.text[:at], []byte("\n"))
				t.Errorf("%s:%d: %q: %s", f.name, line, word, reason)
			}
		}
	}
}

func TestGoFiles(t *testing.T) {
	for _, f := range tracked(t) {
		if path.Ext(f.name) != ".go" {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, f.name, f.text, parser.ParseComments)
		if err != nil {
			t.Error(err)
			continue
		}
		if formatted, err := format.Source(f.text); err != nil || !bytes.Equal(formatted, f.text) {
			t.Errorf("%s: not formatted by gofmt (%v)", f.name, err)
		}
		checkLengths(t, set, file, f)
		checkImports(t, file, f.name)
	}
}

// checkLengths finds long files and long functions. Function literals within a
// function count for it.
func checkLengths(t *testing.T, set *token.FileSet, file *ast.File, f source) {
	if lines := bytes.Count(f.text, []byte("\n")); lines > fileLinesMax {
		t.Errorf("%s: %d lines, the limit is %d", f.name, lines, fileLinesMax)
	}
	for _, d := range file.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok {
			lines := set.Position(fn.End()).Line - set.Position(fn.Pos()).Line + 1
			if lines > functionLinesMax {
				t.Errorf("%s: %s has %d lines, the limit is %d", set.Position(fn.Pos()), fn.Name.Name, lines, functionLinesMax)
			}
		}
	}
}

// checkImports enforces mayImport.
func checkImports(t *testing.T, file *ast.File, name string) {
	own := path.Dir(name)
	allowed := mayImport()[own]
	if strings.HasSuffix(name, "_test.go") {
		allowed = append(slices.Clone(allowed), own, "catalog/pgtest")
	}
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Errorf("%s: import %s: %v", name, spec.Path.Value, err)
		}
		ours, is := strings.CutPrefix(imported, "promark/")
		if is && !slices.Contains(allowed, ours) {
			t.Errorf("%s: %s may not import %s", name, own, imported)
		}
	}
}

// Library packages do not print, log or exit.
func TestLibrariesAreSilent(t *testing.T) {
	loud := regexp.MustCompile(`\b(fmt\.Print(f|ln)?|log\.[A-Z]\w*|os\.Exit|os\.Std(out|err)|println)\b`)
	for _, f := range tracked(t) {
		dir := path.Dir(f.name)
		library := dir == "catalog" || dir == "archive" || dir == "archive/columns" || dir == "dump" || dir == "restore/pgtext" || dir == "restore"
		if !library || path.Ext(f.name) != ".go" || strings.HasSuffix(f.name, "_test.go") {
			continue
		}
		if found := loud.FindString(string(f.text)); found != "" {
			t.Errorf("%s: a library uses %s", f.name, found)
		}
	}
}
