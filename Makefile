# Commands for developers and CI. Every target may be run by hand, also on a fresh checkout; each installs its packages.

PREFIX ?= /usr/local
BINDIR = $(PREFIX)/bin
SYSTEMD_DIR = $(PREFIX)/lib/systemd/system
SYSUSERS_DIR = $(PREFIX)/lib/sysusers.d
CATALOG_DIR = $(PREFIX)/lib/systemd/catalog
SHARE_DIR = $(PREFIX)/share
RELEASE = -c release --static-swift-stdlib
# One debug build serves the demo and the tests. Line tables are enough for a backtrace, and full debug data takes time. The
# index stays: SwiftPM finds the tests by it. All that share the build folder must name the same flags, or each builds
# everything again.
DEBUG = -c debug -Xcc -g0 -Xcxx -g0 -Xswiftc -gline-tables-only
# CONFIGURATION=release runs the demo with the binary of `make build`.
CONFIGURATION ?= debug

# The Swift package manager leaves empty folders in TMPDIR; here it is a folder that is removed with the command. The lab's
# servers have their data in it too, and PostgreSQL's user must be able to pass through.
IN_SCRATCH = scratch=$$(mktemp -d) && chmod 711 "$$scratch" && trap 'rm -rf "$$scratch"' EXIT && \
	trap 'exit 130' INT TERM HUP && export TMPDIR="$$scratch" &&

COMPARE_POSTGRES ?= 15

.PHONY: all deps deps-build deps-demo deps-test deps-bench build release test tsan lint format docs demo bench bench-fleet compare install uninstall clean

# The targets share the packages of the machine and one build folder.
.NOTPARALLEL:

all: build

# The packages for all targets below: Debian packages, whose services stay off, and a real mongod. VERSIONS=all adds further
# PostgreSQL and MongoDB versions for the lab. deps-build and so on install the packages of one target.
deps:
	@VERSIONS='$(VERSIONS)' Tests/ReplicationLab/deps.sh

deps-build deps-demo deps-test deps-bench:
	@VERSIONS='$(VERSIONS)' Tests/ReplicationLab/deps.sh $(@:deps-%=%)

# .build/release/replmon: one binary with the Swift runtime in it.
build: deps-build
	@$(IN_SCRATCH) swift build $(RELEASE) --product replmon

# Every product in release, those of the lab and the benchmark too: only this build shows code that the optimizer refuses.
release: deps-build
	@$(IN_SCRATCH) swift build $(RELEASE)

# All tests, real servers included. One suite at a time: the servers share the machine. FILTER=Name runs a part.
test: deps-test
	@$(IN_SCRATCH) swift build $(DEBUG) --build-tests && \
		swift test $(DEBUG) --skip-build --no-parallel --disable-xctest $(if $(FILTER),--filter '$(FILTER)')

# The same under the thread sanitizer, in a build folder of its own.
tsan: deps-test
	@$(IN_SCRATCH) TSAN_OPTIONS=atexit_sleep_ms=0 swift test --sanitize=thread --scratch-path .build-tsan --no-parallel --disable-xctest $(if $(FILTER),--filter '$(FILTER)')

lint:
	swift format lint --strict --recursive Package.swift Sources Tests

format:
	swift format --in-place --recursive Package.swift Sources Tests

# Regenerates the files that are made from the catalogues: the README's tables, the message catalog, rules and the manual page.
docs: deps-build
	@$(IN_SCRATCH) swift build $(DEBUG) --build-tests && \
		REPLMON_UPDATE_README=1 swift test $(DEBUG) --skip-build --disable-xctest --filter 'ReadmeTests|GeneratedFilesTests'

# Real clusters, a real replmon, real faults. KEEP=1 leaves it all running until Ctrl-C.
demo: deps-demo
	@echo 'Building replmon and its lab: the first time some minutes, with progress below.'
	@$(IN_SCRATCH) swift build $(if $(filter release,$(CONFIGURATION)),$(RELEASE),$(DEBUG)) && \
		.build/$(CONFIGURATION)/replmon-lab demo --replmon '$(CURDIR)/.build/$(CONFIGURATION)/replmon' $(if $(KEEP),--keep)

# The cost of replmon, beside Debian's prometheus-postgres-exporter on the same server.
bench: deps-bench build
	@$(IN_SCRATCH) swift build $(RELEASE) --product replmon-bench && \
		.build/release/replmon-bench --replmon '$(CURDIR)/.build/release/replmon'

# The cost of fleets: up to 1,500 clusters on one pair of servers, half of them hanging in turn. Needs root, for a network
# namespace of its own. BESIDE=BINARY measures another build in the same run, RUNS=3 repeats.
bench-fleet: deps-bench build
	@$(IN_SCRATCH) swift build $(RELEASE) --product replmon-bench && .build/release/replmon-bench fleet \
		--replmon '$(CURDIR)/.build/release/replmon' $(if $(BESIDE),--beside '$(BESIDE)') $(if $(RUNS),--runs $(RUNS))

# Six faults on real servers, with the output of replmon and prometheus-postgres-exporter for each (3 minutes).
compare: deps-bench build
	@$(IN_SCRATCH) swift build $(RELEASE) --product replmon-lab && \
		.build/release/replmon-lab compare --replmon '$(CURDIR)/.build/release/replmon' --postgres $(COMPARE_POSTGRES)

# Installs the result of `make build`, as root. DESTDIR stages it for a package and touches no running service. An existing
# configuration stays; it is readable by all, as replmon accepts no password in it.
install:
	@test -x .build/release/replmon || { echo 'make install: no .build/release/replmon; run "make build" first' >&2; exit 1; }
	install -D -s -m 0755 .build/release/replmon '$(DESTDIR)$(BINDIR)/replmon'
	install -d '$(DESTDIR)$(SYSTEMD_DIR)'
	sed 's|@BINDIR@|$(BINDIR)|g' systemd/replmon.service > '$(DESTDIR)$(SYSTEMD_DIR)/replmon.service'
	chmod 0644 '$(DESTDIR)$(SYSTEMD_DIR)/replmon.service'
	install -D -m 0644 systemd/replmon.sysusers '$(DESTDIR)$(SYSUSERS_DIR)/replmon.conf'
	install -D -m 0644 config/replmon.catalog '$(DESTDIR)$(CATALOG_DIR)/replmon.catalog'
	install -D -m 0644 systemd/man/replmon.1 '$(DESTDIR)$(SHARE_DIR)/man/man1/replmon.1'
	install -D -m 0644 systemd/man/replmon-alerts.7 '$(DESTDIR)$(SHARE_DIR)/man/man7/replmon-alerts.7'
	install -D -m 0644 config/prometheus/replmon.rules.yml '$(DESTDIR)$(SHARE_DIR)/replmon/replmon.rules.yml'
	install -D -m 0644 config/alertmanager.yml '$(DESTDIR)$(SHARE_DIR)/replmon/alertmanager.yml'
	install -d '$(DESTDIR)$(SHARE_DIR)/bash-completion/completions' '$(DESTDIR)$(SHARE_DIR)/zsh/site-functions' \
		'$(DESTDIR)$(SHARE_DIR)/fish/vendor_completions.d'
	.build/release/replmon --generate-completion-script bash > '$(DESTDIR)$(SHARE_DIR)/bash-completion/completions/replmon'
	.build/release/replmon --generate-completion-script zsh > '$(DESTDIR)$(SHARE_DIR)/zsh/site-functions/_replmon'
	.build/release/replmon --generate-completion-script fish > '$(DESTDIR)$(SHARE_DIR)/fish/vendor_completions.d/replmon.fish'
	test -e '$(DESTDIR)/etc/replmon/replmon.yml' || install -D -m 0644 config/replmon.yml '$(DESTDIR)/etc/replmon/replmon.yml'
ifeq ($(DESTDIR),)
	systemd-sysusers '$(SYSUSERS_DIR)/replmon.conf'
	journalctl --update-catalog
	test ! -d /run/systemd/system || systemctl daemon-reload
	@echo 'Next: edit /etc/replmon/replmon.yml, check it with "replmon check-config", then "systemctl enable --now replmon".'
endif

# Leaves the configuration, the state and the group.
uninstall:
ifeq ($(DESTDIR),)
	test ! -d /run/systemd/system || systemctl disable --now replmon.service || true
endif
	rm -f '$(DESTDIR)$(BINDIR)/replmon' '$(DESTDIR)$(SYSTEMD_DIR)/replmon.service' '$(DESTDIR)$(SYSUSERS_DIR)/replmon.conf' \
		'$(DESTDIR)$(CATALOG_DIR)/replmon.catalog' '$(DESTDIR)$(SHARE_DIR)/man/man1/replmon.1' \
		'$(DESTDIR)$(SHARE_DIR)/man/man7/replmon-alerts.7' \
		'$(DESTDIR)$(SHARE_DIR)/bash-completion/completions/replmon' '$(DESTDIR)$(SHARE_DIR)/zsh/site-functions/_replmon' \
		'$(DESTDIR)$(SHARE_DIR)/fish/vendor_completions.d/replmon.fish'
	rm -rf '$(DESTDIR)$(SHARE_DIR)/replmon'
ifeq ($(DESTDIR),)
	journalctl --update-catalog
	test ! -d /run/systemd/system || systemctl daemon-reload
endif

clean:
	rm -rf .build .build-tsan
