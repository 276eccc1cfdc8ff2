#!/bin/sh
# Opens K-Means Studio on a sample photo, after doing all of its own set-up. Arguments go to the program untouched:
#   sh packaging/run.sh
#   sh packaging/run.sh segment PHOTO -k 5 -o out.png
# Where there is no display, a start without arguments segments the sample on the command line instead.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
. "$root/packaging/setup.sh"
set_up ''

studio=$venv/bin/kmeans-studio
[ $# -eq 0 ] || exec "$studio" "$@"

sample=$root/resources/samples/china.jpg
case ${QT_QPA_PLATFORM:-} in
offscreen* | minimal*) problem='windows are kept invisible here (QT_QPA_PLATFORM)' ;;
*) problem=$("$python" -P -c 'from kmeans_studio.ui.display import display_problem; print(display_problem() or "")') ;;
esac
[ -n "$problem" ] || exec "$studio" "$sample"

mkdir -p "$root/out"
picture=$root/out/china-segments.png
echo "No window can be shown: $problem. The sample photo is segmented on the command line instead:"
echo "  kmeans-studio segment $sample -k 5 -o $picture"
"$studio" segment "$sample" -k 5 -o "$picture" --force
echo "The picture lies in $picture"
