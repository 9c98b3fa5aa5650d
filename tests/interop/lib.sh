# lib.sh - other people's readers, had from their registries; read it after
# tests/cli/lib.sh.  They are kept in $BUILD/interop between runs.

# node_readers: sets NODE_DIR, where package.json's packages are installed.
node_readers() {
	need_tool node npm
	NODE_DIR=$BUILD/interop/node
	mkdir -p "$NODE_DIR"
	cp "$ROOT/tests/interop/package.json" "$ROOT"/tests/interop/*.mjs \
	    "$NODE_DIR/"
	if ! cmp -s "$NODE_DIR/package.json" "$NODE_DIR/installed"; then
		(cd "$NODE_DIR" && npm install --ignore-scripts --no-audit \
		    --no-fund >npm.log 2>&1) || {
			[ "${CI:-}" != true ] || fail "npm install: see $NODE_DIR/npm.log"
			skip "the packages cannot be had (see $NODE_DIR/npm.log)"
		}
		cp "$NODE_DIR/package.json" "$NODE_DIR/installed"
	fi
}

# python_readers: sets PYTHON_DIR, a virtual environment with py-wacz.
python_readers() {
	need_tool python3
	PYTHON_DIR=$BUILD/interop/python
	mkdir -p "$BUILD/interop"
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
