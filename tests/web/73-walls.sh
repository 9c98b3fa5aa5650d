# Walls: pictured, then refused, closed or hidden; nothing is agreed to.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/web/hard.sh"
start_hard
run 0 "$CONSTAT" init

# wall KIND: the last capture met one, pictured it first, and saw what is under.
wall() {
	is "$path: met" "$(happened ".event == \"wall\" and
	    .detail.kind == \"$1\"")" 1
	[ -s x/evidence/post-wall.png ] || fail "$path: no picture of the wall"
	shown 'La fin.'
	cp changed "$TMP_DIR/out"
	[ ! -s changed ] || fail "$path: something was agreed to"
}

see 0 /wall-consent
wall consent
not_shown 'vie privée'
is said "$(happened '.event == "click" and
    (.detail.text | startswith("Continuer sans accepter"))')" 1

see 0 /wall-login
wall login
not_shown 'Connectez-vous'
is closed "$(happened '.event == "click" and .detail.text == "Fermer"')" 1
is unlocked "$(happened '.event == "scroll-unlocked"')" 1
[ "$(jq -r .browser.height x/evidence/acquisition.json)" -gt 2000 ] ||
    fail "the page stayed locked"

see 0 /wall-shut
wall login
not_shown 'Sign up'
[ "$(happened '.event == "wall-hidden"')" -ge 1 ] || fail "it was not hidden"

see 0 /wall-frame
wall consent
is said "$(happened '.event == "click" and .detail.text == "Tout refuser"')" 1
# A page with nothing over it has no such picture.
see 0 /tall
[ ! -e x/evidence/post-wall.png ] || fail "a wall where there is none"
