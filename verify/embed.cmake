# embed.cmake - a file as a C array: cmake -DIN=FILE -DOUT=FILE -DNAME=NAME -P
file(READ ${IN} hex HEX)
string(REGEX REPLACE "(..)" "0x\\1," hex "${hex}")
file(WRITE ${OUT} "/* Made from a catalogue by embed.cmake. */
extern const unsigned char ${NAME}[];
const unsigned char ${NAME}[] = { ${hex} };
")
