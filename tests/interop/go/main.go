// Checks what constat's custody log gives out with Go's own implementation of
// signed notes and transparency logs (golang.org/x/mod/sumdb), makes a log of
// its own for constat to check, and is a witness over HTTP.  The form of a
// cosignature and of tiles is written here from the C2SP pages alone.
//
// usage: interop VERB ARGUMENT...   (see main)
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "interop:", err)
		os.Exit(1)
	}
}

func read(path string) []byte {
	b, err := os.ReadFile(path)
	must(err)
	return b
}

func line(path string) string { return strings.TrimSpace(string(read(path))) }

// A checkpoint that is signed by the key.
type point struct {
	origin string
	size   int64
	root   tlog.Hash
	note   *note.Note
}

func parse(n *note.Note) (p point, err error) {
	l := strings.SplitN(n.Text, "\n", 4)
	if len(l) < 4 {
		return p, errors.New("no checkpoint")
	}
	p.origin, p.note = l[0], n
	if p.size, err = strconv.ParseInt(l[1], 10, 64); err != nil {
		return p, err
	}
	p.root, err = tlog.ParseHash(l[2])
	return p, err
}

func open(vkey string, msg []byte, more ...note.Verifier) (point, error) {
	v, err := note.NewVerifier(vkey)
	if err != nil {
		return point{}, err
	}
	n, err := note.Open(msg, note.VerifierList(append(more, v)...))
	if err != nil {
		return point{}, err
	}
	p, err := parse(n)
	if err == nil && p.origin != v.Name() {
		err = errors.New("the origin is not the key's name")
	}
	return p, err
}

// A witness's key, as a verifier: c2sp.org/tlog-cosignature.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.hash }

func message(text []byte, t uint64) []byte {
	return append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", t)), text...)
}

func (w witness) Verify(msg, sig []byte) bool {
	return len(sig) == 72 && ed25519.Verify(w.key,
		message(msg, binary.BigEndian.Uint64(sig)), sig[8:])
}

func keyHash(name string, key []byte) uint32 {
	h := sha256.Sum256(append([]byte(name+"\n\x04"), key...))
	return binary.BigEndian.Uint32(h[:4])
}

func witnessKey(vkey string) witness {
	f := strings.SplitN(vkey, "+", 3)
	raw, err := base64.StdEncoding.DecodeString(f[2])
	must(err)
	w := witness{f[0], keyHash(f[0], raw[1:]), raw[1:]}
	if len(raw) != 33 || raw[0] != 4 || fmt.Sprintf("%08x", w.hash) != f[1] {
		must(errors.New("no key of a witness: " + vkey))
	}
	return w
}

// A file of c2sp.org/tlog-proof: index, hashes, checkpoint.
func checkProof(vkey string, proof []byte, event []byte) error {
	head, msg, ok := bytes.Cut(proof, []byte("\n\n"))
	l := strings.Split(string(head), "\n")
	if !ok || len(l) < 2 || l[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("no proof")
	}
	p, err := open(vkey, msg)
	if err != nil {
		return err
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(l[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	var path tlog.RecordProof
	for _, s := range l[2:] {
		h, err := tlog.ParseHash(s)
		if err != nil {
			return err
		}
		path = append(path, h)
	}
	return tlog.CheckRecord(path, p.size, p.root, index, tlog.RecordHash(event))
}

type request struct {
	old   int64
	proof tlog.TreeProof
	msg   []byte
}

func readRequest(b []byte) (r request, err error) {
	head, msg, ok := bytes.Cut(b, []byte("\n\n"))
	l := strings.Split(string(head), "\n")
	if !ok || !strings.HasPrefix(l[0], "old ") {
		return r, errors.New("no request")
	}
	if r.old, err = strconv.ParseInt(l[0][4:], 10, 64); err != nil {
		return r, err
	}
	for _, s := range l[1:] {
		h, err := tlog.ParseHash(s)
		if err != nil {
			return r, err
		}
		r.proof = append(r.proof, h)
	}
	r.msg = msg
	return r, nil
}

// Tiles of c2sp.org/tlog-tiles in a folder, for tlog.TileHashReader.
type tiles string

func (tiles) Height() int                     { return 8 }
func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (d tiles) path(t tlog.Tile) string {
	return filepath.Join(string(d),
		strings.Replace(t.Path(), "tile/8/", "tile/", 1))
}

func (d tiles) ReadTiles(ts []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, t := range ts {
		b, err := os.ReadFile(d.path(t))
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

func entries(d tiles, size int64) (out [][]byte, err error) {
	for n := int64(0); n*256 < size; n++ {
		t := tlog.Tile{H: 8, L: 0, N: n, W: 256}
		if size-n*256 < 256 {
			t.W = int(size - n*256)
		}
		b, err := os.ReadFile(strings.Replace(d.path(t), "tile/0/",
			"tile/entries/", 1))
		if err != nil {
			return nil, err
		}
		for len(b) > 1 {
			k := int(binary.BigEndian.Uint16(b))
			if len(b) < 2+k {
				return nil, errors.New("a bundle is cut")
			}
			out, b = append(out, b[2:2+k]), b[2+k:]
		}
		if len(b) != 0 || int64(len(out)) != n*256+int64(t.W) {
			return nil, errors.New("a bundle of another length")
		}
	}
	return out, nil
}

// Every event against the tree of the tiles, and some older size against it.
func checkTiles(vkey, dir string, older []byte) error {
	p, err := open(vkey, read(filepath.Join(dir, "checkpoint")))
	if err != nil {
		return err
	}
	r := tlog.TileHashReader(tlog.Tree{N: p.size, Hash: p.root}, tiles(dir))
	root, err := tlog.TreeHash(p.size, r)
	if err != nil || root != p.root {
		return fmt.Errorf("the tiles have another root (%v)", err)
	}
	list, err := entries(tiles(dir), p.size)
	if err != nil {
		return err
	}
	for i, b := range list {
		proof, err := tlog.ProveRecord(p.size, int64(i), r)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, p.size, p.root, int64(i),
			tlog.RecordHash(b)); err != nil {
			return fmt.Errorf("event %d: %v", i+1, err)
		}
	}
	if older == nil {
		return nil
	}
	o, err := open(vkey, older)
	if err != nil {
		return err
	}
	proof, err := tlog.ProveTree(p.size, o.size, r)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, p.size, p.root, o.size, o.root)
}

// A log of our own: records, hashes, and requests to a witness about it.
type memory []tlog.Hash

func (m memory) ReadHashes(index []int64) (out []tlog.Hash, err error) {
	for _, i := range index {
		out = append(out, m[i])
	}
	return out, nil
}

func makeLog(dir string, sizes []string) {
	skey, vkey, err := note.GenerateKey(rand.Reader, "go.example/log")
	must(err)
	signer, err := note.NewSigner(skey)
	must(err)
	must(os.WriteFile(filepath.Join(dir, "key"), []byte(vkey+"\n"), 0o644))
	var m memory
	var n, old int64
	for k, s := range sizes {
		size, err := strconv.ParseInt(s, 10, 64)
		must(err)
		for ; n < size; n++ {
			h, err := tlog.StoredHashes(n, []byte(fmt.Sprint("record ", n)), m)
			must(err)
			m = append(m, h...)
		}
		root, err := tlog.TreeHash(n, m)
		must(err)
		msg, err := note.Sign(&note.Note{Text: fmt.Sprintf("go.example/log\n%d\n%v\n",
			n, root)}, signer)
		must(err)
		must(os.WriteFile(filepath.Join(dir, fmt.Sprint("checkpoint.", k)), msg, 0o644))
		var b bytes.Buffer
		fmt.Fprintf(&b, "old %d\n", old)
		if old > 0 {
			proof, err := tlog.ProveTree(n, old, m)
			must(err)
			for _, h := range proof {
				fmt.Fprintf(&b, "%v\n", h)
			}
		}
		fmt.Fprintf(&b, "\n%s", msg)
		must(os.WriteFile(filepath.Join(dir, fmt.Sprint("request.", k)), b.Bytes(), 0o644))
		old = n
	}
}

// A witness: c2sp.org/tlog-witness.  The path says how it behaves besides.
type server struct {
	sync.Mutex
	log  string // the key of the log that it knows
	key  ed25519.PrivateKey
	name string
	last map[string]point
}

func (s *server) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	how, call, _ := strings.Cut(strings.TrimPrefix(q.URL.Path, "/"), "/")
	if q.Method != "POST" || call != "add-checkpoint" {
		http.Error(w, "no such call", 400)
		return
	}
	b, err := io.ReadAll(io.LimitReader(q.Body, 1<<20))
	must(err)
	r, err := readRequest(b)
	if err != nil {
		http.Error(w, err.Error(), 400)
		return
	}
	if how == "stranger" {
		http.Error(w, "unknown log", 404)
		return
	}
	p, err := open(s.log, r.msg)
	if err != nil {
		http.Error(w, err.Error(), 403)
		return
	}
	s.Lock()
	defer s.Unlock()
	last, known := s.last[how]
	switch {
	case r.old > p.size:
		http.Error(w, "old size", 400)
	case r.old != last.size || how == "ahead":
		size := last.size
		if how == "ahead" {
			size = p.size + 100
		}
		w.Header().Set("Content-Type", "text/x.tlog.size")
		w.WriteHeader(409)
		fmt.Fprintf(w, "%d\n", size)
	case known && r.old == p.size && last.root != p.root:
		http.Error(w, "another root", 409)
	case known && r.old > 0 && r.old < p.size &&
		tlog.CheckTree(r.proof, p.size, p.root, last.size, last.root) != nil:
		http.Error(w, "the proof fails", 422)
	default:
		s.last[how] = p
		s.answer(w, how, []byte(p.note.Text))
	}
}

func (s *server) answer(w io.Writer, how string, text []byte) {
	t := uint64(time.Now().Unix())
	if how == "future" {
		t += 7 * 86400
	}
	sig := make([]byte, 12, 76)
	binary.BigEndian.PutUint32(sig, keyHash(s.name, s.key.Public().(ed25519.PublicKey)))
	binary.BigEndian.PutUint64(sig[4:], t)
	if how == "forged" {
		text = append([]byte("x"), text...)
	}
	sig = append(sig, ed25519.Sign(s.key, message(text, t))...)
	fmt.Fprintf(w, "— another.example/w AAAAAAAAAAAAAAAA\n")
	fmt.Fprintf(w, "— %s %s\n", s.name, base64.StdEncoding.EncodeToString(sig))
}

func serve(log, ready string) {
	pub, key, err := ed25519.GenerateKey(rand.Reader)
	must(err)
	s := &server{log: line(log), key: key, name: "go.example/witness",
		last: map[string]point{}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	vkey := fmt.Sprintf("%s+%08x+%s", s.name, keyHash(s.name, pub),
		base64.StdEncoding.EncodeToString(append([]byte{4}, pub...)))
	must(os.WriteFile(ready+".key", []byte(vkey+"\n"), 0o644))
	must(os.WriteFile(ready+".new", []byte("http://"+l.Addr().String()+"\n"), 0o644))
	must(os.Rename(ready+".new", ready))
	must(http.Serve(l, s))
}

func main() {
	a := os.Args[1:]
	switch {
	case len(a) == 3 && a[0] == "note":
		p, err := open(line(a[1]), read(a[2]))
		must(err)
		fmt.Println(p.origin, p.size, p.root)
	case len(a) == 4 && a[0] == "cosigned":
		// Both must have signed: the log and its witness.
		w := witnessKey(line(a[2]))
		p, err := open(line(a[1]), read(a[3]), w)
		must(err)
		if len(p.note.Sigs) != 2 {
			must(errors.New("not signed by both"))
		}
		fmt.Println(p.size)
	case len(a) == 4 && a[0] == "proof":
		must(checkProof(line(a[1]), read(a[2]),
			bytes.TrimSuffix(read(a[3]), []byte("\n"))))
	case len(a) == 4 && a[0] == "growth":
		// From an older checkpoint, by the proof of a request to a witness.
		r, err := readRequest(read(a[2]))
		must(err)
		p, err := open(line(a[1]), r.msg)
		must(err)
		o, err := open(line(a[1]), read(a[3]))
		must(err)
		if r.old != o.size {
			must(errors.New("from another size"))
		}
		must(tlog.CheckTree(r.proof, p.size, p.root, o.size, o.root))
		fmt.Println(o.size, p.size)
	case len(a) >= 3 && a[0] == "tiles":
		var older []byte
		if len(a) > 3 {
			older = read(a[3])
		}
		must(checkTiles(line(a[1]), a[2], older))
	case len(a) >= 3 && a[0] == "make":
		makeLog(a[1], a[2:])
	case len(a) == 3 && a[0] == "serve":
		serve(a[1], a[2])
	default:
		w := bufio.NewWriter(os.Stderr)
		fmt.Fprintln(w, "usage: note KEY NOTE | cosigned KEY WITNESS NOTE |",
			"proof KEY PROOF EVENT | growth KEY REQUEST OLDER |",
			"tiles KEY DIR [OLDER] | make DIR SIZE... | serve KEY READY")
		w.Flush()
		os.Exit(64)
	}
}
