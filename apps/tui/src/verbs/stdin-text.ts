import { messageLimitBytes } from "@partyline/shared/text/message-text";
import { exitCode, UserError } from "../start/user-error.ts";

/** A text may be that much longer than it is sent: `\r\n` becomes `\n`, and newlines at its end go. */
const rawLimitBytes = 2 * messageLimitBytes;

/** Reads a message from a stream that may be anything, even without an end. Throws `UserError`. */
export async function readText(input: AsyncIterable<Uint8Array>): Promise<string> {
	const chunks: Uint8Array[] = [];
	let lengthBytes = 0;
	for await (const chunk of input) {
		chunks.push(chunk);
		lengthBytes += chunk.length;
		if (lengthBytes > rawLimitBytes)
			throw new UserError(`A message may have at most ${messageLimitBytes} bytes of UTF-8.`, {
				exit: exitCode.data,
			});
	}
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
	} catch (cause) {
		throw new UserError("What came on stdin is not UTF-8.", { exit: exitCode.data, cause });
	}
}
