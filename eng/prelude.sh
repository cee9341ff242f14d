# shellcheck shell=bash disable=SC2154,SC2034
# What the launchers and the scripts of eng/ share. Sourced, never run; expects $root, the repository root.
# Everything here writes to stderr: stdout belongs to the program.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

artifacts=$root/artifacts
# One file per step, with what the step saw when it last succeeded: same sight, nothing to do.
state_dir=$artifacts/.state

# An SDK put in place by dotnet-install.sh is usually not on PATH.
if ! type -P dotnet >/dev/null && [[ -x ${DOTNET_ROOT:-$HOME/.dotnet}/dotnet ]]; then
  PATH=${DOTNET_ROOT:-$HOME/.dotnet}:$PATH
fi

say() { printf 'elbo: %s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

# logged NAME COMMAND…: runs quietly into artifacts/logs/NAME.log and shows the log only on failure.
# The build lock is not handed on: a compiler server that outlives the build would hold it.
logged() {
  local log=$artifacts/logs/$1.log
  shift
  mkdir -p "$artifacts/logs"
  if "$@" >"$log" 2>&1 </dev/null {build_lock}>&-; then return 0; fi
  say "failed: $*"
  tail -n 80 "$log" >&2
  say "the whole log: $log"
  return 1
}

# One build at a time; the second waits and then finds everything built.
take_build_lock() {
  mkdir -p "$state_dir" 2>/dev/null || true
  [[ -w $state_dir ]] || die "cannot write to $artifacts, and there is something to build; run as the owner of this folder"
  exec {build_lock}>"$artifacts/.build.lock"
  if ! flock -n "$build_lock"; then
    say "another build is running; waiting for it"
    flock "$build_lock"
  fi
  # A build that is interrupted leaves through here, not half-way through the next step.
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

release_build_lock() {
  trap - INT TERM
  exec {build_lock}>&-
}

# read_state STEP: the first line into $state_head, the rest into $state_body.
read_state() {
  state_head='' state_body=''
  [[ -r $state_dir/$1 ]] || return 1
  # The body ends with the file, not with a NUL: read reports that as a failure.
  { IFS= read -r state_head && IFS= read -r -d '' state_body; } <"$state_dir/$1" || true
}

# write_state STEP HEAD BODY
write_state() {
  printf '%s\n%s' "$2" "$3" >"$state_dir/$1.$$"
  mv -f "$state_dir/$1.$$" "$state_dir/$1"
}
