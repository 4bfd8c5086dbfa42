#!/usr/bin/env node
import "./node-version.ts";

// Only now: an old Node could not read what this imports.
const { runProgram } = await import("./run-partyline.ts");
await runProgram();
