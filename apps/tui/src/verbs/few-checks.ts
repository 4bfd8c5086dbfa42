import { config } from "zod";

/** A verb checks a few things, once each: compiling the checks would take longer than they do. */
config({ jitless: true });
