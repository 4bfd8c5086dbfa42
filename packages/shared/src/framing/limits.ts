/**
 * The longest line: every byte before its newline, a tolerated `\r` included, the newline not.
 * A text of 16 KiB in which a client writes every letter beyond ASCII as `\uXXXX` takes 48 KiB,
 * so any message fits with its envelope, and a connection can make us hold no more than this.
 */
export const frameLimitBytes = 64 * 1024;

/**
 * The longest raw body after a line. Four lines' worth: a file moves in few round trips, and one
 * chunk delays the other frames of a connection by 2 ms at 1 Gbit/s.
 */
export const bodyLimitBytes = 256 * 1024;

/**
 * How deep objects and arrays may nest, the frame itself being the first level. The deepest result
 * of the protocol has 6; beyond 16 there is only an attack on whoever walks it by recursion.
 */
export const nestingLimit = 16;
