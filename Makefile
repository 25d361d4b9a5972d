# The two commands of a fresh machine: make demo, make test.

VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LDFLAGS  := -s -w -X main.version=$(VERSION)
BUILD     = CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)'
PLATFORMS := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64
FUZZTIME ?= 30s

.PHONY: build cross demo test test-unit conformance faults soak race golden fuzz vuln lint bench bench-go deps servers clean

build: ## bin/promark, static
	$(BUILD) -o bin/promark ./cmd/promark

cross: ## dist/promark-* for every platform
	@for p in $(PLATFORMS); do \
		os=$${p%/*} arch=$${p#*/} ext=; [ $$os != windows ] || ext=.exe; \
		echo "dist/promark-$$os-$$arch$$ext"; \
		GOOS=$$os GOARCH=$$arch $(BUILD) -o dist/promark-$$os-$$arch$$ext ./cmd/promark || exit 1; \
	done

demo: deps ## a real TimescaleDB, two million rows, dump, verify, restore, compare
	@mkdir -p bin
	@go test -c -o bin/demo.test ./cmd/promark
	@cd cmd/promark && PROMARK_DEMO=1 ../../bin/demo.test -test.run '^TestDemo$$' -test.timeout 20m

test: lint build servers ## everything, on real servers
	go test -count=1 -timeout 30m ./...

conformance: lint servers ## what "make test" runs a sample of, in full: every golden case and every regression database
	PROMARK_CONFORMANCE=1 go test -count=1 -timeout 120m ./catalog
	PROMARK_CONFORMANCE=1 go test -count=1 -timeout 120m -run 'Regression|SecurityLabels|Hashed|LargeValues|Published|RoundTripPromscale|Repair' ./catalog/pgtest ./cmd/promark

faults: servers ## every fault that tests can make happen: flipped bits, cuts, disks, connections; "make test" has a sample
	PROMARK_FAULTS=1 go test -count=1 -timeout 120m -v -run 'Salvage|Fault|FlippedBits|Resume' ./archive ./dump ./restore ./cmd/promark

soak: servers ## for PROMARK_SOAK (10m): dumps of databases that everybody writes to, each restored and checked
	PROMARK_SOAK=$${PROMARK_SOAK:-10m} go test -count=1 -timeout 0 -v -run '^TestSoak' ./cmd/promark

# The packages whose tests start no server.
test-unit:
	go test $$(go list -f '{{.ImportPath}} {{.TestImports}} {{.XTestImports}}' ./... | grep -v pgtest | cut -d' ' -f1)

race: deps servers
	CGO_ENABLED=1 go test -race -count=1 -timeout 40m ./...

golden: servers ## rewrite the wanted SQL in testdata/ddl; review the difference
	PROMARK_CONFORMANCE=1 go test -count=1 -run Golden ./catalog -update

fuzz: ## every fuzz target for FUZZTIME
	@for package in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' $$package | grep ^Fuzz); do \
			go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$package || exit 1; \
		done; \
	done

vuln: ## what is known of the code that is linked; needs the database of Go's vulnerabilities
	@out=$$(go run golang.org/x/vuln/cmd/govulncheck@v1.9.0 ./... 2>&1); status=$$?; echo "$$out"; \
	case "$$out" in *"fetching vulnerabilities"*) echo "make vuln: the database cannot be reached, nothing was checked" ;; esac; \
	exit $$status

lint:
	@files=$$(gofmt -l .); [ -z "$$files" ] || { echo "gofmt: $$files"; exit 1; }
	go vet ./...

bench: deps ## promark and PostgreSQL's own programs in turn; CASES=many,proxy SCALE=0.1 RUNS=3 JOBS=2, see cmd/promark/bench_test.go
	@mkdir -p bin
	@go test -c -o bin/bench.test ./cmd/promark
	@cd cmd/promark && PROMARK_BENCH="cases=$(CASES) scale=$(SCALE) runs=$(RUNS) jobs=$(JOBS)" \
		../../bin/bench.test -test.run '^TestBench$$' -test.timeout 6h

bench-go: ## the benchmarks of Go
	go test -run '^$$' -bench . -benchmem ./...

deps: ## what the tests need of the machine; installs what is missing
	testdata/setup/deps.sh npm

servers: deps ## download and start every server once (see catalog/pgtest); gcc compiles modules for them
	testdata/setup/deps.sh gcc
	go test -count=1 -timeout 20m -run '^(TestServers|TestTimescale|TestNewerTimescale|TestPgDump)$$' ./catalog/pgtest

clean:
	rm -rf bin dist
