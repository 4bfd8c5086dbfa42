import { limits } from "@partyline/shared/protocol/limits";
import { z } from "zod";

/** For how long something holds, in milliseconds. */
export const duration = z.int().min(1_000).max(limits.sentenceMs);
