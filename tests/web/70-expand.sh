# All of a page is seen: threads that load in steps, texts behind buttons,
# lists that hold only what is in sight; and nothing is changed by it.
. "$ROOT/tests/cli/lib.sh"
. "$ROOT/tests/web/lib.sh"
. "$ROOT/tests/web/hard.sh"
start_hard
run 0 "$CONSTAT" init

# 500 replies, by scrolling and by one button (by POST).
for path in /scroll /button; do
	see 0 $path
	shown 'Réponse numéro 0 '
	shown 'Réponse numéro 499 '
	is "$path: replies" "$(grep -c '^Réponse numéro' x/evidence/post.txt)" 500
	ls x/evidence/post-3.png >/dev/null || fail "the picture ends too early"
done
[ "$(happened '.event == "click" and .detail.what == "load"')" -ge 20 ] ||
    fail "the button was not pressed often enough"
is answers "$(recorded "$HARD/replies")" 25

# Replies of replies, each behind a button of its own, pressed once.
see 0 /nested
is replies "$(grep -c '^Sous-réponse' x/evidence/post.txt)" 120
is presses "$(happened '.event == "click"')" 40

# Cut texts, warnings, spoilers, translations, earlier comments, shadow roots.
see 0 /more
for text in 'vole ses clients, dit la suite' 'contenu brutal' \
    'Le coupable est le majordome' 'Ancien commentaire 1' \
    'Ancien commentaire 3' 'Dans une ombre ouverte' 'Le patron est un escroc'; do
	shown "$text"
done
# Each press is told: what, where, and what came of it.
is told "$(happened '.event == "click" and (.detail | .text == "Voir plus" and
    .what == "open" and .path == "span#more" and .x > 0 and .grew != null)')" 1
is before "$(happened '.event == "click" and .detail.what == "translate" and
    (.detail.before | contains("The boss is a crook."))')" 1
is earlier "$(happened '.event == "click" and
    (.detail.text | contains("précédents"))')" 3
is final "$(json .final_url)" "$HARD/more"
# Nothing that changes something was pressed or sent, and the page is the same.
cp changed "$TMP_DIR/out"
[ ! -s changed ] || fail "something was changed"
not_shown ailleurs
is refused "$(happened '.event == "navigation-refused"')" 1
is put "$(happened '.event == "request-refused" and
    .detail.method == "PUT"')" 1
is moved "$(happened '.event == "click" and .detail.moved != null')" 1
run 3 "$CONSTAT_VERIFY" --json "$EXHIBIT"

# What a list takes away as it is scrolled is kept as it passes.
see 0 /virtual
cat x/evidence/post.txt x/evidence/post-passed.txt >all
is messages "$(grep -o 'Message virtuel [0-9]*$' all | sort -u | wc -l)" 200

# 60,000 pixels: four pictures, each of its own part.
see 0 /tall
is height "$(jq -r .browser.height x/evidence/acquisition.json)" 60000
is pictures "$(ls x/evidence/post*.png | wc -l)" 4
is parts "$(sha256sum x/evidence/post*.png | cut -d' ' -f1 | sort -u | wc -l)" 4
is last "$(happened '.event == "screenshot" and .detail.y == 49152 and
    .detail.height == 10848')" 1
shown 'Ligne 599'

# Without time for it nothing is opened, and that is no lack.
see 0 /more --scroll 0
is presses "$(happened '.event == "click"')" 0
not_shown 'Le coupable'
