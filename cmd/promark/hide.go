package main

import "regexp"

// Where a connection string on the command line has passwords: before the host of a URI, behind its question
// mark, and as a keyword, whose value may stand in quotes with backslashes.
var passwordPatterns = []*regexp.Regexp{
	regexp.MustCompile(`^(?:-d|--\w+=)?postgres(?:ql)?://[^:@/]*:([^@/]+)@`),
	regexp.MustCompile(`[?&](?:ssl)?password=([^&]+)`),
	regexp.MustCompile(`(?:^|[\sd=])(?:ssl)?password\s*=\s*('(?:[^'\\]|\\.)*'?|(?:[^\s'\\]|\\.)+)`),
}

// passwordsIn gives where they begin and end.
func passwordsIn(arg string) (spans [][2]int) {
	for _, p := range passwordPatterns {
		for _, m := range p.FindAllStringSubmatchIndex(arg, -1) {
			spans = append(spans, [2]int{m[2], m[3]})
		}
	}
	return spans
}
