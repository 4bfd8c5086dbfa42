import { expect, test } from "vitest";
import { comingsText } from "./comings-text.ts";

test.each([
	[{ joined: 312, left: 4 }, "312 people joined, 4 left"],
	[{ joined: 1, left: 49 }, "1 person joined, 49 left"],
	[{ joined: 60, left: 0 }, "60 people joined"],
	[{ joined: 0, left: 60 }, "60 people left"],
	[{ joined: 0, left: 1 }, "1 person left"],
])("says of %o in words: %s", (how, words) => {
	expect(comingsText(how)).toBe(words);
});
