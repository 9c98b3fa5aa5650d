// What buttons say, in seven languages.  A label counts only as a whole, after
// plain() has put numbers as # and taken off what decorates it: "(12)", "…",
// arrows.  {a|b} stands for each of them, {|a} for a or nothing.
const phrases = {
	// More of a text that is cut short, or of what was covered.
	open: [
		'{see|show|read|view|expand} {more|the rest|all text|full text|the full text|full post|the full post|full comment|full review|entire post|complete review}',
		'{continue|keep} reading', '{see|show|view|reveal|expand} {this |the |}{spoiler|spoilers|hidden text|hidden content|sensitive content|hidden comment|hidden reply|hidden replies|hidden post|deleted comment}',
		'{see|show|view|reveal} {post|tweet|content|media|image|images|picture|photo|video|comment|reply|anyway|post anyway|content anyway}',
		'click to {reveal|show|view|expand|see more|see spoiler|show spoiler|reveal spoiler}', 'spoiler', 'uncover', 'unhide', 'expand {all|comment|post|text|review|thread|replies|discussion}',
		'{voir|lire|afficher} {plus|la suite|tout|davantage|le reste|l\'intégralité|l\'intégralité du message|le texte complet|le message complet|l\'avis complet|le texte entier}',
		'lire plus', 'la suite', 'lire la suite du {message|texte|commentaire|post}', 'continuer {la|à} {lecture|lire}', '{développer|déplier|dérouler}', '{développer|déplier|dérouler} {tout|le texte|le fil|le commentaire|la discussion}',
		'{voir|afficher|révéler|montrer} {le |la |les |l\'|}{spoiler|spoilers|divulgâcheur|contenu|contenu sensible|contenu masqué|texte masqué|message|message masqué|commentaire masqué|publication|post|tweet|image|images|photo|vidéo|média|réponses masquées|quand même|malgré tout}',
		'cliquer pour {afficher|révéler|voir|voir plus|en voir plus|dévoiler}', 'cliquez pour {afficher|révéler|voir|voir plus|en voir plus|dévoiler}', 'révéler', 'dévoiler',
		'{mehr|alles|ganzen text|vollständigen text|gesamten text|ganzen beitrag|vollständige bewertung} {anzeigen|ansehen|lesen|zeigen|sehen}', 'weiterlesen', 'mehr lesen', '{zeige|zeig} mehr', 'ausklappen', 'aufklappen',
		'{spoiler|inhalt|beitrag|text|bild|bilder|video|sensible inhalte|ausgeblendeten inhalt|trotzdem|versteckten inhalt} {anzeigen|ansehen|zeigen|einblenden}', 'zum anzeigen klicken',
		'{ver|leer|mostrar} {más|el resto|todo|texto completo|el texto completo|la publicación completa|la reseña completa}', 'seguir leyendo', 'continuar leyendo',
		'{ver|mostrar|revelar} {spoiler|el spoiler|contenido|el contenido|publicación|la publicación|imagen|foto|vídeo|video|contenido sensible|de todos modos}',
		'{mostra|leggi|vedi|visualizza} {altro|di più|tutto|il resto|il testo completo|la recensione completa}', 'continua a leggere', 'altro...',
		'{mostra|rivela|vedi|visualizza} {spoiler|lo spoiler|contenuto|il contenuto|post|il post|immagine|foto|video|contenuti sensibili|comunque}',
		'{ver|ler|mostrar|exibir} {mais|o resto|tudo|texto completo|o texto completo}', 'continuar {a ler|lendo}', 'leia mais', 'veja mais',
		'{ver|mostrar|exibir|revelar} {spoiler|o spoiler|conteúdo|o conteúdo|publicação|imagem|foto|vídeo|conteúdo sensível|mesmo assim}',
		'meer {weergeven|lezen|tonen|bekijken|zien}', '{lees|toon|bekijk|zie} {meer|verder|alles|volledige tekst|hele bericht}', 'verder lezen', 'uitklappen',
		'{spoiler|inhoud|bericht|afbeelding|video|gevoelige inhoud} {tonen|weergeven|bekijken}', '{toon|bekijk} {spoiler|inhoud|bericht|afbeelding|toch}',
	],
	// More posts under the post.
	load: [
		'{load|show|view|see|display|read|get} {all|#|all #|the|all the|# more|more|other|# other|additional|previous|# previous|older|earlier|newer|hidden|# hidden|next|next #|remaining|the remaining|the other|the # other} {comments|comment|replies|reply|answers|answer|responses|response|reviews|messages|posts|notes}',
		'{load|show|view|see|display} {comments|replies|reply|answers|responses|discussion|conversation|the conversation|the discussion|# more|more results|more in thread|this thread|the thread|full conversation|full thread|more from this thread}',
		'load {more|all|older|newer|previous|next|rest}', '# {more|other|older|previous|additional|hidden} {comments|comment|replies|reply|answers|answer|responses|reviews}', '{more|older|previous|earlier} {comments|replies|answers|responses|reviews}', 'show additional replies', 'show more replies', '# more', 'show #', 'show probable spam', 'show additional replies, including those that may contain offensive content', 'add a comment to see # more',
		'{voir|afficher|charger|lire|montrer} {plus de|plus d\'|d\'autres|davantage de|toutes les|tous les|les|les #|#|# autres|les # autres|les autres|la|le|l\'|la #|l\'autre|encore #} {commentaires|réponses|commentaire|réponse|avis|messages|témoignages|discussion|conversation|fil|publications} {|précédents|précédentes|suivants|suivantes|plus anciens|plus anciennes|plus récents|plus récentes|supplémentaires|masqués|masquées|restants|restantes}',
		'{voir|afficher|charger} {#|} {commentaires|réponses|réponse|commentaire} {précédents|précédentes|précédent|précédente|supplémentaires|suivants|suivantes|}', '{plus de|davantage de|d\'autres} {commentaires|réponses|avis|messages}', '# {autres |}{commentaires|commentaire|réponses|réponse|avis} {supplémentaires|de plus|supplémentaire|précédents|précédentes|masqués|masquées}', '# autres {réponses|commentaires|avis}', 'charger {plus|la suite|davantage|tout}', 'en {afficher|charger} plus', '{voir|afficher} # de plus', 'autres {commentaires|réponses}',
		'{#|alle|alle #|weitere|# weitere|mehr|vorherige|ältere|frühere|neuere|die|übrige|versteckte} {kommentare|kommentar|antworten|antwort|bewertungen|beiträge|rezensionen} {anzeigen|ansehen|laden|zeigen|einblenden|lesen}', '{kommentare|antworten|mehr|weitere|unterhaltung|diskussion|alle} {laden|anzeigen|zeigen}', '# weitere {kommentare|antworten}', 'zeige {mehr|weitere|alle} {kommentare|antworten|bewertungen}',
		'{ver|mostrar|cargar|leer} {más|#|# más|los|las|los #|las #|todos los|todas las|otros|otras|otros #|otras #} {comentarios|comentario|respuestas|respuesta|reseñas|opiniones|mensajes} {|anteriores|más|siguientes|adicionales|ocultos|ocultas}', '{ver|mostrar|cargar} {comentarios|respuestas} {|anteriores|más}', 'cargar más', 'más {comentarios|respuestas|reseñas}', '# {comentarios|respuestas} más',
		'{mostra|carica|visualizza|vedi|leggi} {altri|altre|altri #|altre #|#|tutti i|tutte le|i|le|le #|i #|più} {commenti|commento|risposte|risposta|recensioni|messaggi} {|precedenti|successivi|nascosti}', '{mostra|carica|visualizza|vedi} {commenti|risposte|altre|altri} {|precedenti}', 'carica {altro|di più|altri}', '{altri|altre} # {commenti|risposte}', 'altri commenti', 'altre risposte',
		'{ver|mostrar|carregar|exibir|ler} {mais|#|mais #|# mais|os|as|todos os|todas as|os #|as #|outros|outras|outras #} {comentários|comentário|respostas|resposta|avaliações|mensagens} {|anteriores|ocultos|ocultas}', '{ver|mostrar|carregar} {comentários|respostas} {|anteriores}', 'carregar mais', 'mais {comentários|respostas}',
		'{#|alle|alle #|meer|# meer|eerdere|vorige|andere|nog #} {reacties|reactie|antwoorden|antwoord|opmerkingen|beoordelingen} {weergeven|tonen|bekijken|laden|lezen|}', '{toon|bekijk|laad} {#|alle|alle #|meer|# meer|eerdere|vorige|nog #|} {reacties|antwoorden|opmerkingen|beoordelingen}', 'meer laden', 'laad meer',
	],
	// The text in the other language, beside the one shown.
	translate: [
		'{see|show|view} {translation|original|the original|original text|the translation|original post|original review}', 'translate {|this |the }{post|tweet|comment|review|reply|message|text|bio}', 'translate to {english|french}', 'translate',
		'{voir|afficher} {la traduction|l\'original|le texte original|le texte d\'origine|la version originale|le message original|l\'originale|la publication originale|l\'avis original}', 'traduire', 'traduire {le |la |l\'|ce |cette |cet |}{post|tweet|publication|commentaire|message|avis|réponse|texte}', 'traduire en français',
		'{übersetzung|original|originaltext|das original} {anzeigen|ansehen|zeigen}', '{beitrag|post|tweet|kommentar|antwort|text|nachricht} übersetzen', 'übersetzen',
		'{ver|mostrar} {traducción|la traducción|original|el original|texto original}', 'traducir', 'traducir {post|publicación|comentario|tweet|mensaje|reseña}',
		'{mostra|vedi|visualizza} {traduzione|la traduzione|originale|l\'originale|testo originale}', 'traduci', 'traduci {post|commento|tweet|messaggio}',
		'{ver|mostrar|exibir} {tradução|a tradução|o original|texto original}', 'traduzir', 'traduzir {post|publicação|comentário|tweet|mensagem}',
		'{vertaling|origineel|het origineel} {bekijken|weergeven|tonen}', '{bekijk|toon} {vertaling|origineel}', '{bericht|reactie|tweet|post} vertalen', 'vertalen',
	],
	// No, to whoever asks for consent.
	refuse: [
		'{reject|decline|refuse|deny|disagree|disallow} {|all|all cookies|cookies|optional cookies|non-essential cookies|additional cookies|unnecessary cookies|and close|everything}', 'i {decline|reject|refuse|disagree|do not accept|do not agree}', '{no|no,} {thanks|thank you}', 'continue without {accepting|agreeing|consent}', '{only |}{accept |allow |use |}{only |}{necessary|essential|required|strictly necessary} {cookies|cookies only|only}', '{essential|necessary|required} only', 'do not {accept|consent|agree|allow}', 'do not sell {my personal information|or share my personal information}',
		'{tout |}{refuser|rejeter|décliner} {|tout|tous|tous les cookies|les cookies|les cookies optionnels|les cookies facultatifs|et fermer|et continuer}', 'je refuse', 'je refuse {tout|tous les cookies}', 'continuer sans {accepter|consentir|consentement}', 'non{|,} merci', '{cookies |}{|strictement }{nécessaires|essentiels} {uniquement|seulement}', 'uniquement les {cookies |}{nécessaires|essentiels}', '{accepter |autoriser |}{uniquement |seulement }les cookies {nécessaires|essentiels|indispensables}', 'interdire tous les cookies', 'tout interdire', 's\'opposer à tout',
		'{alle |alles |cookies |optionale cookies |}{ablehnen|verweigern}', '{nur |}{notwendige|erforderliche|essenzielle|technisch notwendige} {cookies|cookies akzeptieren|cookies zulassen|akzeptieren|zulassen|}', 'nur {notwendige|erforderliche|essenzielle}', 'weiter ohne {zustimmung|einwilligung|zu akzeptieren}', 'nein{|,} danke',
		'rechazar{| todo| todas| todas las cookies| cookies| y cerrar| las cookies opcionales}', 'continuar sin aceptar', 'solo {las |}{necesarias|cookies necesarias|cookies esenciales|esenciales}', 'no{|,} gracias', 'no acepto',
		'{rifiuta|nega|rifiuto} {|tutto|tutti|tutti i cookie|i cookie|e chiudi}', 'continua senza accettare', 'solo {necessari|cookie necessari|i necessari|cookie essenziali}', 'no{|,} grazie',
		'{rejeitar|recusar} {|tudo|todos|todos os cookies|cookies|cookies opcionais}', 'continuar sem aceitar', '{apenas|só|somente} {cookies |os |}{necessários|essenciais}', 'não{|,} obrigado',
		'{alles |cookies |optionele cookies |}{weigeren|afwijzen}', '{weiger|wijs} {alles|alle cookies|alles af|af}', 'doorgaan zonder {te accepteren|accepteren}', '{alleen|enkel} {noodzakelijke|essentiële|functionele} {cookies|}', 'nee{|,} {bedankt|dank je}',
	],
	// Away with it, without having agreed to anything.
	close: [
		'close', 'dismiss', 'not now', 'maybe later', 'later', 'no thanks', 'no, thanks', 'skip', 'cancel', 'x', '×', '✕', '✖', '⨯', '╳', 'continue as guest', 'continue without {account|an account|logging in|signing in|signing up|login}', 'close {dialog|this dialog|modal|window|banner|popup|this window|message|login modal}', 'stay logged out',
		'fermer', 'plus tard', 'pas maintenant', 'ignorer', 'passer', 'annuler', 'non merci', 'non, merci', 'continuer sans {compte|se connecter|connexion|s\'inscrire|créer de compte}', 'fermer {la fenêtre|le bandeau|cette fenêtre|la boîte de dialogue}', 'continuer en tant qu\'invité',
		'schließen', 'nicht jetzt', 'später', 'vielleicht später', 'nein danke', 'überspringen', 'abbrechen', 'ohne anmeldung fortfahren', 'dialog schließen',
		'cerrar', 'ahora no', 'más tarde', 'omitir', 'cancelar', 'no gracias', 'chiudi', 'non ora', 'più tardi', 'salta', 'annulla', 'no grazie',
		'fechar', 'agora não', 'mais tarde', 'pular', 'não obrigado', 'sluiten', 'niet nu', 'later', 'overslaan', 'annuleren',
	],
};

// A blank may be none, where {|a} was nothing.
function pattern(list) {
	return new RegExp('^(?:' + list.join('\n').replace(/[.?]/g, '\\$&')
		.replace(/\{/g, '(?:').replace(/\}/g, ')').replace(/ /g, ' *')
		.replace(/\n/g, '|') + ')$');
}

// The patterns are long and most labels are none of ours: they are made when
// a label has one of these in it.
const hint = /more|rest\b|text|full|load|show|view|see|repl|comm?ent|answer|respon|thread|spoil|reveal|expand|cover|hide|read|transl|orig|plus|voir|lire|suite|lecture|affich|charg|montr|dévelop|dépli|déroul|révél|dévoil|cliqu|répons|avis|autre|tradu|mehr|anzeig|zeig|laden|lesen|klapp|antwort|bewert|über|ver\b|leer|mostra|carg|leyen|despl|respuest|reseñ|altr|leggi|legger|espand|risposte|carica|vedi|mais|ler\b|exib|resposta|carreg|expandir|meer|lees|lezen|toon|tonen|bekijk|reactie|weerg|vertal|#$/;
const made = {};

// A label in the form that the list has.
function plain(s) {
	return s.toLowerCase().normalize('NFC').replace(/[’ʼ`´]/g, '\'')
		.replace(/\([^()]*\)/g, ' ')
		.replace(/\d[\d.,'\u00a0\u202f\u2009]*( ?\d{3})*( ?[km]\b)?/g, '#')
		.replace(/[\s\u00a0\u200b-\u200f\u202a-\u202f\u2060\ufeff]+/g, ' ')
		.replace(/^[^\p{L}#×✕✖⨯╳]+|[^\p{L}#×✕✖⨯╳]+$/gu, '');
}

const reading = ['open', 'load', 'translate'];

// Which of ${kinds} a person who meets this label would expect, or undefined.
function kindOf(label, kinds) {
	if (!label || label.length > 90) return undefined;
	// "… more" after a text that is cut; "more" alone is a menu.
	if (kinds === reading && /^(…|\.\.\.)\s*(more|plus|mehr|más|altro|mais|meer)$/i.test(label.trim())) return 'open';
	const s = plain(label);
	if (!s || (kinds === reading && !hint.test(s))) return undefined;
	return kinds.find((kind) => (made[kind] ??= pattern(phrases[kind])).test(s));
}
