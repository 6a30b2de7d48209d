#!/usr/bin/env bash
# Installs what the tests need and runs all of them. Needs Rust and Node.js; on Debian the rest
# (a browser, Chinese fonts, npm packages) is installed here.
#
#   ./test.sh          everything
#   ./test.sh rust     formatting, lints, documentation, Rust tests, the curriculum
#   ./test.sh front    the front end: types, and frontend/dist built anew and compared
#   ./test.sh browser  the browser tests
set -euo pipefail
cd "$(dirname "$0")"

step() { printf '\n\033[1m== %s\033[0m\n' "$*"; }

install_browser() {
  if command -v chromium >/dev/null && fc-list :lang=zh 2>/dev/null | grep -q 'Noto Sans CJK'; then return; fi
  step "install chromium and Chinese fonts"
  local as_root=""
  if [ "$(id -u)" != 0 ]; then as_root=sudo; fi
  $as_root apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends \
    chromium fonts-noto-cjk fontconfig >/dev/null
}

rust() {
  step "rustfmt";  cargo fmt --check
  step "clippy";   cargo clippy --locked --all-targets -- -D warnings
  step "docs";     RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items
  step "tests";    cargo test --locked
  step "the curriculum"; cargo run --locked --quiet -- check curriculum
}

front() {
  step "frontend: install, types, rebuild and compare"
  (cd frontend && npm ci --ignore-scripts --no-audit --no-fund && npm run --silent check && npm run --silent build)
  if [ -n "$(git status --porcelain frontend/dist)" ]; then
    git status --short frontend/dist
    echo "frontend/dist differs from what its sources build: run 'npm run build' in frontend/ and commit it" >&2
    exit 1
  fi
}

browser() {
  install_browser
  step "browser tests"
  cargo build --locked
  (cd tests/e2e && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --ignore-scripts --no-audit --no-fund)
  local target="${CARGO_TARGET_DIR:-target}"
  YANXI="$(cd "$target/debug" && pwd)/yanxi" node --test tests/e2e/*.test.mjs
}

case "${1:-all}" in
  all)     rust; front; browser; step "all tests passed" ;;
  rust)    rust ;;
  front)   front ;;
  browser) browser ;;
  *)       echo "usage: ./test.sh [rust|front|browser]" >&2; exit 2 ;;
esac
