# lib.sh - other people's readers, had from their registries; read it after
# tests/cli/lib.sh.  They are kept in $BUILD/interop between runs.

# one_at_a_time COMMAND...: two scenarios that begin together do not install
# into one folder together.
one_at_a_time() {
	mkdir -p "$BUILD/interop"
	exec 8>"$BUILD/interop/lock"
	flock 8
	"$@"
	exec 8>&-
}

# node_readers: sets NODE_DIR, where package.json's packages are installed.
node_readers() {
	need_tool node npm
	NODE_DIR=$BUILD/interop/node
	one_at_a_time node_install
}

# A folder is there whole, with everything installed and the scripts beside
# it, or not at all: it gets its name last.
node_install() {
	if [ ! -d "$NODE_DIR" ] ||
	    ! cmp -s "$ROOT/tests/interop/package.json" "$NODE_DIR/package.json"
	then
		rm -rf "$NODE_DIR" "$NODE_DIR.new"
		mkdir "$NODE_DIR.new"
		cp "$ROOT/tests/interop/package.json" "$NODE_DIR.new/"
		node_packages || {
			[ "${CI:-}" != true ] ||
			    fail "npm install: $(tail -n 20 "$NODE_DIR.new/npm.log")"
			skip "the packages cannot be had (see $NODE_DIR.new/npm.log)"
		}
		mv "$NODE_DIR.new" "$NODE_DIR"
	fi
	for script in "$ROOT"/tests/interop/*.mjs; do
		cmp -s "$script" "$NODE_DIR/${script##*/}" ||
		    cp "$script" "$NODE_DIR/"
	done
}

# A registry that does not answer is asked again.
node_packages() {
	for try in 1 2 3; do
		(cd "$NODE_DIR.new" && npm install --ignore-scripts --no-audit \
		    --no-fund >npm.log 2>&1) && return 0
		rm -rf "$NODE_DIR.new/node_modules"
	done
	return 1
}

# python_readers: sets PYTHON_DIR, a virtual environment with py-wacz.
python_readers() {
	need_tool python3
	PYTHON_DIR=$BUILD/interop/python
	one_at_a_time python_install
}

python_install() {
	if [ ! -f "$PYTHON_DIR/installed" ]; then
		{ python3 -m venv "$PYTHON_DIR" && "$PYTHON_DIR/bin/pip" \
		    install -q wacz==0.6.0 warcio==1.8.1; } \
		    >"$BUILD/interop/pip.log" 2>&1 || {
			[ "${CI:-}" != true ] || fail "pip: see $BUILD/interop/pip.log"
			skip "the packages cannot be had (see $BUILD/interop/pip.log)"
		}
		touch "$PYTHON_DIR/installed"
	fi
}

# java_readers: sets JAVA_DIR, in whose lib/ is what dss/pom.xml names.
java_readers() {
	need_tool java mvn
	JAVA_DIR=$BUILD/interop/dss
	one_at_a_time java_install
}

java_install() {
	cmp -s "$ROOT/tests/interop/dss/pom.xml" "$JAVA_DIR/pom.xml" && return
	rm -rf "$JAVA_DIR" "$JAVA_DIR.new"
	mkdir "$JAVA_DIR.new"
	cp "$ROOT/tests/interop/dss/pom.xml" "$JAVA_DIR.new/"
	(cd "$JAVA_DIR.new" && mvn -q -B dependency:copy-dependencies \
	    -DoutputDirectory=lib >mvn.log 2>&1) || {
		[ "${CI:-}" != true ] ||
		    fail "mvn: $(tail -n 20 "$JAVA_DIR.new/mvn.log")"
		skip "the libraries cannot be had (see $JAVA_DIR.new/mvn.log)"
	}
	mv "$JAVA_DIR.new" "$JAVA_DIR"
}
