# Shared by ./run and ./test: installs missing Debian packages, configures and builds. Sourced, not run.
#
# Each step says what it does; a step that fails ends in one clear sentence on stderr and exit status 1.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
log_dir="$root/build/log"

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }

die() {
  printf 'socle: %s\n' "$*" >&2
  exit 1
}

# as_root COMMAND…: directly as root, through sudo otherwise.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    die "packages are missing and neither root nor sudo is at hand; install them with: apt-get install $missing"
  fi
}

# install_packages FILE…: installs the packages named in the files that are not there yet.
install_packages() {
  command -v dpkg-query >/dev/null 2>&1 || die "this needs Debian 12 (dpkg was not found)."
  local wanted installed
  wanted=$(cat "$@" | sed 's/#.*//' | tr -s ' \n' '\n' | sed '/^$/d' | sort -u)
  installed=$(dpkg-query -W -f='${Status} ${Package}\n' 2>/dev/null | sed -n 's/^install ok installed //p' | sort -u)
  missing=$(comm -23 <(printf '%s\n' "$wanted") <(printf '%s\n' "$installed") | tr '\n' ' ')
  [ -n "${missing// /}" ] || return 0
  say "Installing $(wc -w <<<"$missing") Debian packages: $missing"
  mkdir -p "$log_dir"
  if ! as_root apt-get update >"$log_dir/apt.log" 2>&1; then
    die "the package lists could not be fetched; see build/log/apt.log (is the network up?)."
  fi
  # shellcheck disable=SC2086
  if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing >>"$log_dir/apt.log" 2>&1; then
    die "some packages could not be installed; see build/log/apt.log."
  fi
}

# build PRESET [TARGET…]: configures when needed and builds, with progress.
build() {
  local preset=$1
  shift
  mkdir -p "$log_dir"
  say "Configuring ($preset)"
  if ! (cd "$root" && cmake --preset "$preset" >"$log_dir/configure-$preset.log" 2>&1); then
    tail -n 20 "$log_dir/configure-$preset.log" >&2
    die "the build could not be configured; see build/log/configure-$preset.log."
  fi
  say "Building ($preset)"
  local status
  if [ -t 1 ]; then
    NINJA_STATUS='[%p] ' ninja -C "$root/build/$preset" "$@" 2>&1 | tee "$log_dir/build-$preset.log" | sed -u 's/^\(\[.*%\]\) .*\(\/[^/ ]*\)$/\1 \2/' | tr '\n' '\r' | cut -c1-20000
    status=${PIPESTATUS[0]}
    printf '\n'
  else
    ninja -C "$root/build/$preset" "$@" >"$log_dir/build-$preset.log" 2>&1
    status=$?
  fi
  if [ "$status" -ne 0 ]; then
    grep -E 'error|FAILED' "$log_dir/build-$preset.log" | head -n 20 >&2
    die "the build failed; see build/log/build-$preset.log."
  fi
}
