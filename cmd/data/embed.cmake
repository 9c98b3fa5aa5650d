# embed.cmake - a file as a C array: cmake -DIN=FILE -DOUT=FILE -DNAME=NAME -P
file(READ ${IN} hex HEX)
string(LENGTH "${hex}" digits)
math(EXPR bytes "${digits} / 2")
string(REGEX REPLACE "(..)" "0x\\1," hex "${hex}")
file(WRITE ${OUT} "/* Made from ${NAME} by embed.cmake. */
#include \"cmd/data/data.h\"

const unsigned char data_${NAME}[] = { ${hex} };
const size_t data_${NAME}_bytes = ${bytes};
")
