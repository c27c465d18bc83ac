# SPDX-License-Identifier: GPL-2.0-or-later
"""diff_html.py SESSION CHECK PAGE: one check of the page of a comparison, in a browser

Status 1 and a traceback when it fails.
"""
import sys
from urllib.parse import unquote

from webdriver import Browser

NAMES = """return [...document.querySelectorAll(".row:not(.heading) .name")]
	.map((e) => e.textContent.replace(/^[▾▸·−]/, ""))"""
STATUS = "return document.getElementById('status').textContent"
FOCUS = """const e = document.activeElement.closest(".row");
	return e && e.querySelector("[role=gridcell]").textContent.replace(/^[▾▸·−]/, "")"""


def equal(found, wanted):
	assert found == wanted, f"{found!r}, wanted {wanted!r}"


class Page(Browser):
	def names(self):
		return self.js(NAMES)

	def status(self):
		return self.js(STATUS)

	def focused(self):
		return self.js(FOCUS)

	def choose(self, css, value):
		self.js("""const e = document.querySelector(arguments[0]);
			e.value = arguments[1];
			e.dispatchEvent(new Event("change"));""", css, value)

	def press(self, word):
		self.click(f'.switches [data-word="{word}"]')

	def hash(self):
		return unquote(self.url().partition("#")[2])


def list_of_all(page, path):
	page.open(path)
	equal(page.names(), ["FORTIFY_SOURCE", "NETFILTER", "UNWINDER_ORC", "TOOLS_SUPPORT_RELR",
			     "PREEMPT_LAZY"])
	equal(page.status(), "7 of 7")
	# how many follow from each
	equal(page.js("""return [...document.querySelectorAll(".row:not(.heading) .n[role]")]
		.map((e) => e.textContent)"""), ["entails 1", "entails 2", "", "", ""])
	# the plain table is for who has no JavaScript
	equal(page.js("return document.querySelectorAll('noscript td').length"), 0)
	equal([e["message"] for e in page.log("browser") if e["level"] == "SEVERE"], [])


def search(page, path):
	page.open(path)
	page.keys("/")
	page.type("nf_ netfilter")
	equal(page.status(), "2 of 7")
	# what matches stands below the intents that it follows from
	equal(page.names(), ["FORTIFY_SOURCE", "NF_TABLES", "NETFILTER", "NF_TABLES",
			     "IP_NF_IPTABLES"])
	equal(page.js("return [...document.querySelectorAll('.l3 mark')].map((e) => "
		      "e.textContent.toLowerCase())[0]"), "nf_")
	page.keys("Esc")
	equal(page.status(), "7 of 7")
	page.keys("Esc")
	# prompts, reasons, owners and files are searched, too
	for text, found in (("orc unwinder", 1), ("benchmark", 1), ("storage", 1),
			    ("net/Kconfig:176", 1), ("CONFIG_PREEMPT", 1), ("nothing at all", 0)):
		page.keys("/")
		page.type(text)
		equal((text, page.status()), (text, f"{found} of 7"))
		page.js("document.getElementById('search').focus()")
		page.keys("Esc", "Esc")


def by_class(page, path):
	page.open(path)
	page.press("upstream")
	equal(page.names(), ["PREEMPT_LAZY"])
	page.press("toolchain")
	equal(page.names(), ["TOOLS_SUPPORT_RELR", "PREEMPT_LAZY"])
	page.press("upstream")
	equal(page.names(), ["TOOLS_SUPPORT_RELR"])
	page.click("#clear")
	equal(page.status(), "7 of 7")


def by_direction(page, path):
	page.open(path)
	page.press("weaker")
	equal(page.status(), "2 of 7")
	equal(page.names()[0], "FORTIFY_SOURCE")
	# the other filter counts what this one leaves
	equal(page.js("""return document.querySelector('[data-word="intent"] small')
		.textContent"""), "1")
	# but not those of its own kind
	equal(page.js("""return document.querySelector('[data-word="stronger"] small')
		.textContent"""), "2")
	page.press("weaker")
	page.press("stronger")
	equal(page.names(), ["NETFILTER"])
	equal(page.status(), "2 of 7")


def by_menu(page, path):
	page.open(path)
	page.choose("#by-menu", "Networking support > Networking options")
	equal(page.status(), "3 of 7")
	page.choose("#by-menu", "General setup")
	equal(page.names(), ["PREEMPT_LAZY"])


def by_arch(page, path):
	page.open(path)
	equal(page.status(), "8 of 8")
	page.choose("#by-arch", "x86_64")
	equal(page.status(), "7 of 8")
	page.choose("#by-arch", "arm64")
	equal(page.status(), "8 of 8")
	page.choose("#by-in", "azure arm64")
	equal(page.status(), "7 of 8")
	page.choose("#by-in", "azure-strict arm64")
	equal(page.status(), "8 of 8")


def grouping(page, path):
	page.open(path)
	page.choose("#by-group", "menu")
	equal(page.js("""return [...document.querySelectorAll(".heading .title")]
		.map((e) => e.textContent.slice(1))"""),
	      ["General setup 1", "Kernel hacking > x86 Debugging 1",
	       "Networking support > Networking options 1",
	       "Networking support > Networking options > "
	       "Network packet filtering framework (Netfilter) 2",
	       "Security options > Kernel hardening options 1", "outside of menus 1"])
	page.choose("#by-group", "none")
	equal(page.names(), sorted(page.names()))
	equal(len(page.names()), 7)


def keyboard(page, path):
	page.open(path)
	page.keys("j")
	equal(page.focused(), "intent 2")
	page.keys("j")
	equal(page.focused(), "FORTIFY_SOURCE")
	equal(page.js("return getComputedStyle(document.activeElement).outlineStyle"), "solid")
	page.keys("j")
	equal(page.focused(), "NETFILTER")
	page.keys("Enter")
	equal(page.focused(), "NETFILTER")
	equal(page.names(), ["FORTIFY_SOURCE", "NETFILTER", "NF_TABLES", "IP_NF_IPTABLES",
			     "UNWINDER_ORC", "TOOLS_SUPPORT_RELR", "PREEMPT_LAZY"])
	assert "This guest filters nothing" in page.js(
		"return document.activeElement.querySelector('.detail').textContent")
	page.keys("Down")
	equal(page.focused(), "NF_TABLES")
	page.keys("Enter")
	equal(page.js("return document.activeElement.getAttribute('aria-expanded')"), "true")
	assert "NETFILTER and FORTIFY_SOURCE; all of them are needed" in page.js(
		"return document.activeElement.querySelector('.detail').textContent")
	page.keys("Esc")
	equal(page.js("return document.activeElement.getAttribute('aria-expanded')"), "false")
	page.keys("Left")
	equal(page.focused(), "NETFILTER")
	page.keys("Left")
	equal(len(page.names()), 5)
	page.keys("End")
	equal(page.focused(), "PREEMPT_LAZY")
	page.keys("k")
	equal(page.focused(), "upstream 1")
	page.keys("Space")
	equal(len(page.names()), 4)
	page.keys("/")
	equal(page.js("return document.activeElement.id"), "search")
	page.keys("j", "Esc", "Esc")
	equal(page.js("return document.activeElement.className"), "row l2")


def roles(page, path):
	page.open(path)
	equal(page.js("return document.getElementById('list').getAttribute('role')"), "treegrid")
	equal(page.js("""return [...document.querySelectorAll("#list .row")].filter((e) =>
		e.getAttribute("role") !== "row" || !e.getAttribute("aria-level") ||
		!e.getAttribute("aria-rowindex") || !e.querySelector("[role=gridcell]")).length"""), 0)
	# one row is in the tab order, no more
	equal(page.js("return document.querySelectorAll('#list [tabindex=\"0\"]').length"), 1)
	equal(page.js("""return [...document.querySelectorAll("input, select, button")].filter(
		(e) => !e.textContent && !e.getAttribute("aria-label")).length"""), 0)


def tab_order(page, path):
	"""Tab comes to all that can be used, and one sees where it is (WCAG 2.2, 2.4.7)"""
	for width in (1400, 420):
		page.size(width, 900)
		page.open(path)
		page.js("""document.querySelectorAll("details").forEach((d) => { d.open = true; });
			window.left = new Set([...document.querySelectorAll(
				"a[href], button, select, input, summary, [tabindex='0'], .wide")].filter(
				(e) => e.checkVisibility() && !e.disabled && (!e.matches(".wide") ||
					e.scrollWidth > e.clientWidth && !e.querySelector("a, summary"))));""")
		for _ in range(page.js("return window.left.size") + 1):
			page.keys("Tab")
			seen = page.js("""const e = document.activeElement, s = getComputedStyle(e);
				window.left.delete(e);
				return e === document.body || parseFloat(s.outlineWidth) >= 1 &&
					s.outlineStyle !== "none" ? "" : e.outerHTML.slice(0, 90);""")
			equal((width, seen), (width, ""))
		equal((width, page.js("return [...window.left].map((e) => e.outerHTML.slice(0, 90))")),
		      (width, []))
	page.size(1400, 1000)


def announced(page, path):
	"""how many are left is told by who reads the page aloud, and so are the columns"""
	page.open(path)
	page.press("weaker")
	tree = page.cdp("Accessibility.getFullAXTree")["nodes"]
	found = [n for n in tree if n["role"]["value"] == "status"]
	equal(len(found), 1)
	live = {p["name"]: p["value"]["value"] for p in found[0]["properties"]}
	equal((live["live"], page.status()), ("polite", "2 of 7"))
	cells = [n["name"]["value"] for n in tree if n["role"]["value"] == "gridcell"
		 and "name" in n]
	assert "entails 1" in cells, cells
	pressed = [n["name"]["value"] for n in tree if any(
		p["name"] == "pressed" and p["value"]["value"] == "true"
		for p in n.get("properties", []))]
	equal(pressed, ["weaker 2"])


def hash_state(page, path):
	page.open(path)
	page.press("consequence")
	page.press("weaker")
	page.choose("#by-group", "none")
	equal(page.hash(), "class=consequence&dir=weaker&group=none")
	page.open(path, "#class=consequence&dir=weaker&group=none")
	equal(page.names(), ["NF_TABLES"])
	equal(page.js("""return document.querySelector('[data-word="weaker"]')
		.getAttribute("aria-pressed")"""), "true")
	page.open(path, "#q=unwinder")
	equal(page.names(), ["UNWINDER_ORC"])
	equal(page.js("return document.getElementById('search').value"), "unwinder")
	# one change, below what it follows from
	page.open(path, "#at=NF_TABLES")
	equal(page.focused(), "NF_TABLES")
	page.js("location.hash = '#dir=stronger'")
	equal(page.js("""return new Promise((done) => requestAnimationFrame(() => done(
		document.getElementById("status").textContent)))"""), "2 of 7")
	# a link to a section leaves the filters alone, nonsense has no effect
	page.js("location.hash = '#weaker'")
	equal(page.status(), "2 of 7")
	page.open(path, "#class=nonsense&dir=%zz&group=x&menu=")
	equal(page.status(), "7 of 7")


def figures(page, path):
	page.open(path)
	page.js("""document.querySelector('.figures a[href="#class=consequence&dir=weaker"]')
		.click()""")
	equal(page.js("""return new Promise((done) => requestAnimationFrame(() => done(
		document.getElementById("status").textContent)))"""), "1 of 7")


def theme(page, path):
	ground = "return getComputedStyle(document.body).backgroundColor"
	page.open(path)
	page.js("localStorage.clear()")
	page.scheme("light")
	page.open(path)
	equal(page.js(ground), "rgb(255, 255, 255)")
	page.scheme("dark")
	equal(page.js(ground), "rgb(21, 24, 28)")
	page.click("#theme")
	equal(page.js("return document.getElementById('theme').textContent"), "theme: light")
	equal(page.js(ground), "rgb(255, 255, 255)")
	# it stays
	page.open(path)
	equal(page.js(ground), "rgb(255, 255, 255)")
	page.click("#theme")
	equal(page.js(ground), "rgb(21, 24, 28)")
	page.click("#theme")
	equal(page.js("return document.getElementById('theme').textContent"), "theme: auto")
	page.scheme("light")
	equal(page.js(ground), "rgb(255, 255, 255)")


def contrast(page, path):
	"""text and tags have 4.5:1 on their ground, in both themes (WCAG 2.2, 1.4.3)"""
	script = """
		const canvas = document.createElement("canvas").getContext("2d");
		const light = (colour) => {
			canvas.fillStyle = colour;
			canvas.fillRect(0, 0, 1, 1);
			const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((v) =>
				v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
			return 0.2126 * r + 0.7152 * g + 0.0722 * b;
		};
		const ground = (e) => {
			const c = getComputedStyle(e).backgroundColor;
			return c !== "rgba(0, 0, 0, 0)" || !e.parentElement ? c : ground(e.parentElement);
		};
		const bad = [];
		for (const e of document.querySelectorAll("main *, #theme")) {
			if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) ||
			    !e.checkVisibility() || e.matches(":disabled, :disabled *"))
				continue;
			const a = light(getComputedStyle(e).color), b = light(ground(e));
			const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
			if (ratio < 4.5)
				bad.push(e.outerHTML.slice(0, 90) + " " + ratio.toFixed(2));
		}
		return bad;"""
	for scheme in ("light", "dark"):
		page.scheme(scheme)
		page.open(path, "#at=FORTIFY_SOURCE")
		page.press("weaker")
		equal((scheme, page.js(script)), (scheme, []))
	page.scheme("light")


def hostile(page, path):
	page.open(path, "#class=intent")
	page.keys("j", "j", "Enter")
	detail = page.js("return document.querySelector('#list .detail').textContent")
	text = page.js("return document.getElementById('changes').textContent")
	for part in ("</script><script>window.hacked = 1</script><img src=x onerror=hacked=1>",
		     "\"'><svg onload=hacked=1>&amp;<!--\\U+2028U+202E\\x1b[31m\\x01\\xff\\xc3("):
		assert part in detail, f"{part!r} is not shown: {detail!r}"
		assert part in text
	equal(page.js("return typeof window.hacked"), "undefined")
	equal(page.js("return document.querySelectorAll('main img, main svg, iframe').length"), 0)
	equal(page.js("""return [...document.querySelectorAll("a")].map((a) => a.protocol)
		.filter((p) => p !== "file:").length"""), 0)
	equal(page.js("""return [...document.querySelectorAll("*")].filter((e) => [...e.attributes]
		.some((a) => a.name.startsWith("on") || a.name === "src")).length"""), 0)
	equal([e["message"] for e in page.log("browser") if e["level"] == "SEVERE"], [])
	for request in page.requests():
		assert request.startswith("file://" + path), request


def policy(page, path):
	"""what gets in all the same does not run, and nothing can be asked for"""
	page.open(path)
	page.js("""const e = document.createElement("img");
		e.src = "http://198.51.100.1/x";
		document.body.append(e);""")
	equal(page.js("""try {
			document.body.innerHTML = "<b>x</b>";
			return "markup from a string";
		} catch (e) {
			return e.name;
		}"""), "TypeError")
	equal([r for r in page.requests() if not r.startswith("file:")], [])
	text = "".join(e["message"] for e in page.log("browser"))
	assert "198.51.100.1" in text and "Content Security Policy" in text, text


def no_request(page, path):
	page.open(path)
	page.press("weaker")
	page.click("#theme")
	equal(page.requests(), ["file://" + path])


def large(page, path):
	page.open(path)
	equal(page.status(), "6,000 of 6,000")
	page.choose("#by-group", "none")
	page.js("document.getElementById('changes').scrollIntoView()")
	page.js("return new Promise((done) => setTimeout(done, 300))")
	rows = "return document.querySelectorAll('#list .row').length"
	equal(page.js("return document.getElementById('list').getAttribute('aria-rowcount')"), "6000")
	assert 0 < page.js(rows) < 600, page.js(rows)
	page.keys("j", "End")
	equal(page.focused(), "GENERATED_OPTION_05999")
	equal(page.js("""const r = document.activeElement.getBoundingClientRect();
		return r.top >= 0 && r.bottom <= innerHeight"""), True)
	page.keys("Up", "Up")
	equal(page.focused(), "GENERATED_OPTION_05997")
	assert page.js(rows) < 600, page.js(rows)
	page.keys("/")
	page.type("05432")
	equal(page.status(), "1 of 6,000")
	# rows in the middle are drawn when one scrolls there
	page.open(path, "#group=none")
	page.js("scrollTo(0, document.body.scrollHeight / 2)")
	page.js("""return new Promise((done) => setTimeout(done, 300))""")
	assert page.js("""return [...document.querySelectorAll("#list .row")].some((e) => {
		const r = e.getBoundingClientRect();
		return r.top >= 0 && r.bottom <= innerHeight;
	})"""), "nothing is drawn in the middle"
	# and all of them are for a printer
	page.js("window.dispatchEvent(new Event('beforeprint'))")
	equal(page.js(rows), 6000)


def nothing(page, path):
	page.open(path)
	equal(page.status(), "0 of 0")
	assert "Nothing differs." in page.js("return document.getElementById('list').textContent")


def no_script(page, path):
	page.cdp("Emulation.setScriptExecutionDisabled", value=True)
	try:
		page.open(path)
		tree = page.cdp("Accessibility.getFullAXTree")["nodes"]
	finally:
		page.cdp("Emulation.setScriptExecutionDisabled", value=False)
	cells = [n["name"]["value"] for n in tree if n["role"]["value"] == "cell"]
	for name in ("UNWINDER_ORC", "no edit changes it alone", "PREEMPT_LAZY"):
		assert name in cells, f"{name!r} is not among {cells}"


def main():
	session, check, path = sys.argv[1:]
	globals()[check](Page(session), path)


if __name__ == "__main__":
	main()
