# Set-up shared by run.sh and test.sh, which source it with $root, the project's folder, set.
#
#   set_up EXTRA   makes $root/.venv hold the studio with that extra of pyproject.toml ('' for none)
#   $python        the Python to use then
#
# A stamp in .venv says that a set-up came to its end and from which files; while it holds, nothing is done. A .venv
# without one was interrupted and is made anew. Messages go to standard error: standard output is the program's.

venv=$root/.venv
python=$venv/bin/python
constraints=$root/packaging/constraints.txt
# Left in .venv before anything else, so that an environment somebody made there by hand is never thrown away.
mark=$venv/.made-by-packaging

# The shared libraries that PySide6's Qt loads, each with the Debian package that brings it and what it needs itself.
qt_libraries='
libEGL.so.1=libegl1
libGL.so.1=libgl1
libX11-xcb.so.1=libx11-xcb1
libdbus-1.so.3=libdbus-1-3
libfontconfig.so.1=libfontconfig1
libgthread-2.0.so.0=libglib2.0-0
libwayland-cursor.so.0=libwayland-cursor0
libwayland-egl.so.1=libwayland-egl1
libxcb-cursor.so.0=libxcb-cursor0
libxcb-icccm.so.4=libxcb-icccm4
libxcb-keysyms.so.1=libxcb-keysyms1
libxcb-randr.so.0=libxcb-randr0
libxcb-shape.so.0=libxcb-shape0
libxcb-sync.so.1=libxcb-sync1
libxcb-xfixes.so.0=libxcb-xfixes0
libxkbcommon-x11.so.0=libxkbcommon-x11-0
'

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# What the environment stands for at this moment; nothing where its Python does not run.
current_stamp() {
    version=$("$python" -I -S -c 'import sys; print(sys.version)' 2>/dev/null) || return 0
    # With the kernels, which are compiled on installing.
    sum=$({
        cat "$root/pyproject.toml" "$root/setup.py" "$constraints" "$root/packaging/setup.sh"
        find "$root/kmeans_studio" -name '*.pyx' -exec cksum {} + 2>/dev/null | sort
    } | cksum)
    printf '%s\n' "$root" "$version" "$sum"
}

stamp_file() { printf '%s/.ready-%s\n' "$venv" "${1:-run}"; }

is_ready() {
    [ -f "$(stamp_file "$1")" ] && stamp=$(current_stamp) && [ "$stamp" = "$(cat "$(stamp_file "$1")")" ]
}

# Sets $base_python to the newest suitable Python that can make environments, or else to the newest suitable one.
find_python() {
    base_python=
    for candidate in python3.13 python3.12 python3.11 python3; do
        "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || continue
        [ -n "$base_python" ] || base_python=$candidate
        if makes_environments "$candidate"; then
            base_python=$candidate
            return
        fi
    done
}

makes_environments() { "$1" -c 'import ctypes, ensurepip, ssl, venv' 2>/dev/null; }

# Prints the Debian packages of the shared libraries that cannot be loaded here.
missing_libraries() {
    [ "$(uname -s)" = Linux ] || return 0
    # shellcheck disable=SC2086 # one argument a line
    "$base_python" - $qt_libraries <<'END'
import ctypes
import sys

for library, package in (pair.split("=") for pair in sys.argv[1:]):
    try:
        ctypes.CDLL(library)
    except OSError:
        print(package)
END
}

# Installs the Debian packages named, or says that they are missing and stops.
install_packages() {
    command -v apt-get >/dev/null || fail "please install what Debian calls $*; then start again"
    if [ "$(id -u)" = 0 ]; then
        become=
    elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || { [ -t 0 ] && [ -t 2 ]; }; }; then
        become=sudo
    else
        say "Debian packages are missing, and only an administrator can install them; please ask for:"
        fail "apt-get install $*"
    fi
    say "installing Debian packages: $*"
    log=$(mktemp)
    $become apt-get -qq update >"$log" 2>&1 || say "not every package list could be refreshed; going on"
    if ! $become env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 \
        install --no-install-recommends "$@" </dev/null >>"$log" 2>&1; then
        cat "$log" >&2
        rm -f "$log"
        fail "apt-get could not install them; its last words stand above"
    fi
    rm -f "$log"
}

# Only one start at a time sets up. The lock is the kernel's, on this very file, so that none is ever left behind.
lock() {
    exec 9<"$root/packaging/setup.sh"
    take_lock='import fcntl, sys; fcntl.flock(0, fcntl.LOCK_EX | (fcntl.LOCK_NB if sys.argv[1:] else 0))'
    "$base_python" -c "$take_lock" now <&9 2>/dev/null && return
    say "another start is setting up at this moment; waiting for it"
    "$base_python" -c "$take_lock" <&9 || say "this file system knows no locks; going on without"
}

unlock() { exec 9<&-; }

require_system() {
    find_python
    [ -n "$base_python" ] || ! command -v apt-get >/dev/null || { install_packages python3 python3-venv; find_python; }
    [ -n "$base_python" ] || fail "Python 3.11, 3.12 or 3.13 is needed and none was found"
    lock
    wanted=$(missing_libraries)
    makes_environments "$base_python" || wanted="python3-venv $wanted"
    # shellcheck disable=SC2086 # several packages
    [ -z "$wanted" ] || { install_packages $wanted; find_python; }
}

# Ours is kept if it was made here, runs and came to its end once; somebody else's is used as it is. Sets $also to the
# extras that it holds already.
make_environment() {
    if [ -f "$mark" ] && ! { [ "$(cat "$mark")" = "$root" ] && ls "$venv"/.ready-* && "$python" -c 'import pip'; } \
        >/dev/null 2>&1; then
        say "the last set-up did not come to its end, or its Python is gone; starting it anew"
        rm -rf "$venv"
    fi
    also=
    for extra in test dev; do
        ! is_ready "$extra" || also="$also $extra"
    done
    rm -f "$venv"/.ready-*
    [ ! -x "$python" ] || return 0
    rmdir "$venv" 2>/dev/null || : # an interrupted set-up may have got no further than that
    [ ! -e "$venv" ] || fail "$venv was not made by this script and holds no Python; please move it away"
    mkdir "$venv" || fail "cannot write to $root"
    printf '%s\n' "$root" >"$mark"
    say "making the Python environment .venv with $("$base_python" --version)"
    "$base_python" -m venv "$venv" >&2 || fail "that failed; the next start tries again"
}

install_studio() {
    say "installing K-Means Studio and what it needs${1:+ for $1} (some hundred megabytes, once)"
    (
        cd "$root"
        export PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
        "$python" -m pip install -qq -c "$constraints" setuptools Cython &&
            "$python" -m pip install -qq -c "$constraints" --no-build-isolation -e ".${1:+[$1]}"
    ) >&2 || fail "installing failed; pip's reason stands above. The next start tries again"
}

set_up() {
    ! is_ready "$1" || return 0
    require_system
    if ! is_ready "$1"; then
        make_environment
        install_studio "$1"
        for extra in '' "$1" $also; do
            current_stamp >"$(stamp_file "$extra")"
        done
        say "ready"
    fi
    unlock
}
