// glibc's allocator beyond the C standard: Swift's Glibc module leaves <malloc.h> out.
#include <malloc.h>
