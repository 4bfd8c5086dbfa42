import { limits } from "../protocol/limits.ts";
import { nameKey } from "./names.ts";

// The commonest passwords that are long enough, as they stand at the top of every list of stolen ones, without
// those that only repeat or count on.
const commonest: ReadonlySet<string> = new Set([
	...["password123", "password1234", "password12345", "passwordpassword", "mypassword1"],
	...["qwertyuiop", "qwertyuiop1", "qwerty12345", "qwerty123456", "1qaz2wsx3edc", "1q2w3e4r5t"],
	...["1q2w3e4r5t6y", "q1w2e3r4t5", "zaq12wsxcde3", "asdfghjkl1", "zxcvbnm123", "qazwsxedcrfv"],
	...["iloveyou123", "iloveyou12", "football123", "baseball123", "basketball", "princess123"],
	...["letmein123", "letmein1234", "welcome123", "welcome1234", "administrator", "admin12345"],
	...["changeme123", "trustno1234", "superman123", "charlie123", "michael123", "sunshine123"],
	...["unbelievable", "correcthorsebatterystaple", "partyline123", "partyline1"],
]);

const rows = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/** What is wrong with a password that is to be set for an account, if anything is. It counts in characters, after NFC. */
export function newPasswordProblem(password: string, account: string): string | undefined {
	const text = password.normalize("NFC");
	const { length } = Array.from(text);
	if (length < limits.newPasswordChars)
		return `A password has at least ${limits.newPasswordChars} characters; this one has ${length}.`;
	if (length > limits.passwordChars)
		return `A password has at most ${limits.passwordChars} characters; this one has ${length}.`;
	if (!text.isWellFormed()) return "A password must be whole characters.";
	// What stands for bytes that were no UTF-8: many other bytes would become the same password.
	if (text.includes("\ufffd"))
		return "That password has a character that could not be read; type it in UTF-8.";
	const key = nameKey(text);
	if (isMadeOf(key, nameKey(account))) return "A password is not the name it belongs to.";
	if (commonest.has(key)) return "That is one of the commonest passwords; choose another.";
	if (isRepeated(key)) return "That password repeats a few characters; choose another.";
	if (isSequence(key)) return "That password only counts on; choose another.";
	return undefined;
}

/** Whether a password is the name, once or several times, alone or with a few digits and signs. */
function isMadeOf(password: string, name: string): boolean {
	const rest = password.replaceAll(name, "");
	return rest !== password && /^[^\p{L}]{0,4}$/u.test(rest);
}

function isRepeated(password: string): boolean {
	return /^(.{1,4})\1+.{0,3}$/su.test(password);
}

/** Whether each character is the next to the one before, in Unicode or on a keyboard. */
function isSequence(password: string): boolean {
	const chars = Array.from(password);
	const isNext = (step: number) => (char: string, index: number) => {
		const before = chars[index - 1];
		return before === undefined || isBeside(before, char, step);
	};
	return chars.every(isNext(1)) || chars.every(isNext(-1));
}

function isBeside(before: string, char: string, step: number): boolean {
	// After the 9 comes the 0.
	if (step === 1 ? before === "9" && char === "0" : before === "0" && char === "9") return true;
	if ((char.codePointAt(0) ?? 0) - (before.codePointAt(0) ?? 0) === step) return true;
	return rows.some((row) => row.includes(step === 1 ? before + char : char + before));
}
