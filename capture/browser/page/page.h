#ifndef CAPTURE_BROWSER_PAGE_H
#define CAPTURE_BROWSER_PAGE_H

/*
 * page - the scripts that run inside pages, in a world of their own, from the
 * files beside this one (made into strings by capture/CMakeLists.txt).  Both
 * add functions to the object "constat" of that world:
 *
 * page_see	words.js, rules.js, walls.js, see.js: step, clearWall,
 *		refuseHere, passedTexts
 * page_keep	keep.js: ready, films, text, html, unseen
 *
 * What they return is JSON text, but for films (an array), text, html and
 * passedTexts (text), unseen (true or false).
 */
extern const char page_see[];
extern const char page_keep[];

#endif
