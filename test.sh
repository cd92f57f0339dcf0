#!/usr/bin/env bash
# Everything that must hold, from any folder, on a machine with the .NET SDK alone. The last line is "N passed, N failed".
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
# Test hosts would each watch appsettings.json, and a machine lets a user watch only so many files.
export DOTNET_hostBuilder__reloadConfigOnChange=false

solution=CreatorAnalytics.sln

step() { printf '\n== %s\n' "$*"; }

# A step before the tests failed: no test ran, and that is a failure.
stop() {
  printf '\n%s\n' "$1"
  echo "0 passed, 1 failed"
  exit 1
}

find_chromium() {
  local name
  for name in "${CHROMIUM_PATH:-}" chromium chromium-browser google-chrome; do
    # Some distributions leave a chromium-browser that only says how to install one: it has to answer.
    if [ -n "$name" ] && command -v "$name" > /dev/null && "$name" --version > /dev/null 2>&1; then
      command -v "$name"
      return
    fi
  done
  return 1
}

install() {
  local root=()
  command -v apt-get > /dev/null || return 1
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo > /dev/null || return 1
    root=(sudo)
  fi
  "${root[@]}" apt-get update -qq \
    && "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1"
}

step "Chromium, for the browser tests"
if ! CHROMIUM_PATH=$(find_chromium); then
  install chromium
  CHROMIUM_PATH=$(find_chromium) || stop "There is no Chromium and it cannot be installed here (that takes apt-get, as root or with sudo).
Install Chromium or Google Chrome and run this again, with CHROMIUM_PATH set when it is not on the PATH."
fi
export CHROMIUM_PATH
echo "$CHROMIUM_PATH"

# The tests start their own, each on a free port.
step "Redis, for the tests with several processes"
command -v redis-server > /dev/null || install redis-server
command -v redis-server || stop "There is no redis-server and it cannot be installed here (that takes apt-get, as root or with sudo).
Install Redis and run this again."

step "Packages"
dotnet restore "$solution" --nologo -v q || stop "The packages could not be restored; the lines above say why."

step "Format"
dotnet format "$solution" --verify-no-changes --no-restore \
  || stop "Some files are not formatted as .editorconfig says; 'dotnet format' does it."

step "Build"
dotnet build "$solution" --no-restore --nologo -v q || stop "It does not build; the lines above say why."

step "Tests"
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0
for project in App.Tests App.E2E; do
  echo "-- $project"
  dotnet test "$project" --no-build --nologo -v q --logger "trx;LogFileName=$project.trx" --results-directory "$results" || status=1
done

# Adds one counter up over all result files.
sum() { cat "$results"/*.trx 2> /dev/null | grep -o "<Counters [^>]*" | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ all += $1 } END { print all + 0 }'; }

skipped=$(grep -ho '<UnitTestResult [^>]*outcome="NotExecuted"[^>]*' "$results"/*.trx 2> /dev/null | sed 's/.* testName="\([^"]*\)".*/\1/')
if [ -n "$skipped" ]; then
  printf '\nSkipped:\n%s\n' "$skipped"
fi

passed=$(sum passed)
failed=$(($(sum failed) + $(sum error) + $(sum timeout) + $(sum aborted)))

# A run that broke off, or found nothing to run, has no failed test to show for it.
if [ "$failed" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$passed" -eq 0 ]; }; then
  echo "A test run broke off or ran nothing; the lines above say why."
  failed=1
fi

echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
