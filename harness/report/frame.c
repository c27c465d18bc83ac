// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/frame.h"

#include "report/markup.h"

static const char style[] =
	":root { color-scheme: light dark; --bg: #fff; --fg: #1c2024; --dim: #5f6872;\n"
	" --line: #d9dde2; --soft: #f4f5f7; --link: #0b57a4; --good: #17693a; --bad: #b3261e;\n"
	" --warn: #8a5a00; --goodbg: #e2f3e8; --badbg: #fbe6e4; --warnbg: #faefd6;\n"
	" --t0: #b9d3ee; --t1: #f3cfa6; --t2: #bfe0bd; --t3: #eec0c6; --t4: #d5c6ea;\n"
	" --t5: #b9e0e0; --t6: #e6dfa4; --t7: #d3d6db; --ink: #16191d; }\n"
	"@media (prefers-color-scheme: dark) { :root { --bg: #14171b; --fg: #dde1e6;\n"
	" --dim: #97a1ac; --line: #31373f; --soft: #1c2127; --link: #7db7f0; --good: #74cf98;\n"
	" --bad: #ff9a90; --warn: #e6bd6a; --goodbg: #17321f; --badbg: #46201d; --warnbg: #3a2f14;\n"
	" --t0: #274766; --t1: #5e4424; --t2: #2b5231; --t3: #5f3238; --t4: #473863;\n"
	" --t5: #235052; --t6: #504a1e; --t7: #3d434b; --ink: #eef1f4; } }\n"
	"* { box-sizing: border-box; }\n"
	"body { margin: 0 auto; padding: 20px 28px 60px; max-width: 1290px; background: var(--bg);\n"
	" color: var(--fg); font: 14px/1.45 system-ui, sans-serif; }\n"
	"h1 { font-size: 22px; margin: 0; } h1 small { font-weight: 400; color: var(--dim); }\n"
	"h2 { font-size: 16px; margin: 34px 0 8px; padding-bottom: 4px;\n"
	" border-bottom: 1px solid var(--line); }\n"
	"h3 { font-size: 14px; margin: 18px 0 6px; }\n"
	"a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }\n"
	":focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }\n"
	"nav { margin: 8px 0 0; } nav a { margin-right: 14px; }\n"
	"p { margin: 6px 0; max-width: 90ch; } .note { color: var(--dim); }\n"
	"code, .mono, pre, td.c, td.k { font: 12px/1.5 ui-monospace, \"DejaVu Sans Mono\", monospace; }\n"
	"td.c, td.w { overflow-wrap: anywhere; }\n"
	"table { border-collapse: collapse; margin: 6px 0; }\n"
	"th { text-align: left; font-weight: 600; color: var(--dim); vertical-align: bottom;\n"
	" white-space: nowrap; }\n"
	"th, td { padding: 2px 16px 2px 0; border-bottom: 1px solid var(--line); }\n"
	"td { vertical-align: top; } tbody th { vertical-align: top; font-weight: 400; }\n"
	".n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }\n"
	"th.n { white-space: normal; } th button { font: inherit; font-weight: 600;\n"
	" color: inherit; background: none; border: 0; padding: 0; cursor: pointer;\n"
	" text-align: inherit; text-decoration: underline dotted var(--line); }\n"
	"th[aria-sort=ascending] button::after { content: \" \\2191\"; }\n"
	"th[aria-sort=descending] button::after { content: \" \\2193\"; }\n"
	".good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }\n"
	".tag { display: inline-block; padding: 0 7px; border-radius: 3px; font-weight: 600;\n"
	" background: var(--soft); } .tag.good { background: var(--goodbg); }\n"
	".tag.bad { background: var(--badbg); } .tag.warn { background: var(--warnbg); }\n"
	".figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(142px, 1fr));\n"
	" gap: 1px; margin: 16px 1px 0; }\n"
	".figures div { padding: 6px 10px; box-shadow: 0 0 0 1px var(--line); }\n"
	"td.k { white-space: nowrap; } table.wide { width: 100%; }\n"
	".cols { display: grid; grid-template-columns: repeat(auto-fit, minmax(520px, 1fr));\n"
	" gap: 0 36px; align-items: start; }\n"
	".figures span { display: block; color: var(--dim); font-size: 12px; }\n"
	".figures b { font-size: 17px; font-weight: 600; font-variant-numeric: tabular-nums; }\n"
	".figures i { font-style: normal; white-space: nowrap; font-size: 12px; color: var(--dim); margin-left: 6px; }\n"
	"pre { margin: 4px 0 12px; padding: 8px 10px; background: var(--soft); overflow-x: auto; }\n"
	"pre.log { counter-reset: line; } pre b { color: var(--bad); }\n"
	"pre a { color: var(--dim); user-select: none; } pre span:target { background: var(--warnbg); }\n"
	"details { margin: 6px 0; } summary { cursor: pointer; color: var(--link); }\n"
	"svg { display: block; width: 100%; height: auto; margin: 8px 0; }\n"
	"svg text { font: 11px ui-monospace, \"DejaVu Sans Mono\", monospace; fill: var(--ink);\n"
	" pointer-events: none; } svg .tg { fill: var(--fg); font-weight: 600; }\n"
	"svg .ta { fill: var(--dim); } .tx { stroke: var(--line); } .tk { stroke: var(--ink);\n"
	" stroke-opacity: .55; } .tm { stroke: var(--bg); }\n"
	".t0, .b2 { fill: var(--t0); } .t1 { fill: var(--t1); } .t2, .b3, .b6 { fill: var(--t2); }\n"
	".t3 { fill: var(--t3); } .t4, .b4 { fill: var(--t4); } .t5, .b5, .b7 { fill: var(--t5); }\n"
	".t6, .b0 { fill: var(--t6); } .t7, .b1 { fill: var(--t7); } .bf { fill: var(--bad); }\n"
	".bs { fill: var(--warn); }\n";

/* Sorting of tables, and unfolding what a link leads to. */
static const char script[] =
	"\"use strict\";\n"
	"function key(row, i) {\n"
	"\tconst cell = row.cells[i];\n"
	"\tif (!cell)\n"
	"\t\treturn \"\";\n"
	"\tconst v = cell.dataset.v;\n"
	"\treturn v === undefined ? cell.textContent : Number(v);\n"
	"}\n"
	"function sort(button) {\n"
	"\tconst head = button.closest(\"th\"), table = button.closest(\"table\");\n"
	"\tconst i = head.cellIndex, body = table.tBodies[0], rows = Array.from(body.rows);\n"
	"\tconst up = head.getAttribute(\"aria-sort\") !== \"ascending\";\n"
	"\trows.sort((a, b) => {\n"
	"\t\tconst x = key(a, i), y = key(b, i);\n"
	"\t\treturn (x < y ? -1 : x > y ? 1 : 0) * (up ? 1 : -1);\n"
	"\t});\n"
	"\tfor (const th of table.tHead.rows[0].cells)\n"
	"\t\tth.removeAttribute(\"aria-sort\");\n"
	"\thead.setAttribute(\"aria-sort\", up ? \"ascending\" : \"descending\");\n"
	"\tbody.append(...rows);\n"
	"}\n"
	"for (const button of document.querySelectorAll(\"th button\"))\n"
	"\tbutton.addEventListener(\"click\", () => sort(button));\n"
	"function reveal() {\n"
	"\tconst id = decodeURIComponent(location.hash.slice(1));\n"
	"\tconst at = id ? document.getElementById(id) : null;\n"
	"\tconst fold = at ? at.closest(\"details\") : null;\n"
	"\tif (fold)\n"
	"\t\tfold.open = true;\n"
	"\tif (at)\n"
	"\t\tat.scrollIntoView();\n"
	"}\n"
	"window.addEventListener(\"hashchange\", reveal);\n"
	"reveal();\n";

void frame_open(struct strbuf *to, const char *title)
{
	strbuf_adds(
		to,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
		"'none'; style-src 'unsafe-inline'; script-src "
		"'sha256-" FRAME_SCRIPT_SHA256
		"'; base-uri 'none'; form-action 'none'\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
	markup_text(to, title);
	strbuf_adds(to, "</title>\n<style>\n");
	strbuf_adds(to, style);
	strbuf_adds(to, "</style>\n</head>\n<body>\n");
}

void frame_close(struct strbuf *to)
{
	strbuf_adds(to, "<script>");
	strbuf_adds(to, script);
	strbuf_adds(to, "</script>\n</body>\n</html>\n");
}

void frame_tag(struct strbuf *to, const char *tag, const char *class, const char *text)
{
	strbuf_addf(to, "<%s", tag);
	if (class)
		strbuf_addf(to, " class=\"%s\"", class);
	strbuf_addc(to, '>');
	if (text)
		markup_text(to, text);
	strbuf_addf(to, "</%s>", tag);
}

void frame_section(struct strbuf *to, const char *id, const char *heading)
{
	strbuf_addf(to, "<section id=\"%s\">\n", id);
	frame_tag(to, "h2", NULL, heading);
	strbuf_addc(to, '\n');
}

void frame_section_end(struct strbuf *to)
{
	strbuf_adds(to, "</section>\n");
}

void frame_note(struct strbuf *to, const char *text)
{
	frame_tag(to, "p", "note", text);
	strbuf_addc(to, '\n');
}
