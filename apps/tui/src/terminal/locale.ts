type Env = Readonly<Record<string, string | undefined>>;

const utf8Codeset = /(?:^|\.)utf-?8(?:@|$)/i;
const noLocale = /^(?:C|POSIX)$/;
// Consoles whose font has letters and lines, but few other signs.
const fewSignsTerm = /^(?:linux|vt\d+|cons\d+|sun)/;

/** The locale of characters, by the rule of POSIX: the first of these that is set and not empty. */
function localeOf(env: Env): string {
	return env.LC_ALL || env.LC_CTYPE || env.LANG || "";
}

/**
 * Whether the environment says that characters are UTF-8. Unset is the C locale. But the terminals of Windows and
 * macOS are UTF-8 whatever the environment says; there, only a C that somebody asked for counts.
 */
export function isUtf8(env: Env, platform: NodeJS.Platform): boolean {
	const locale = localeOf(env);
	if (platform === "win32" || platform === "darwin") {
		return !noLocale.test(locale);
	}
	return utf8Codeset.test(locale);
}

/**
 * Whether the terminal's font lacks the signs that we draw with. The console of Linux takes UTF-8, but a font of
 * 512 characters has no half circles and no ticks.
 */
export function hasFewSigns(env: Env): boolean {
	return fewSignsTerm.test(env.TERM ?? "");
}

/** Whether the terminal can only be written to line by line. Windows sets no TERM. */
export function isDumb(env: Env, platform: NodeJS.Platform): boolean {
	const term = env.TERM ?? "";
	return term === "" ? platform !== "win32" : term === "dumb" || term === "unknown";
}
