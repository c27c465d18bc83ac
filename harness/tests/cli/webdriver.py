# SPDX-License-Identifier: GPL-2.0-or-later
"""Drive Chromium over the WebDriver protocol: https://www.w3.org/TR/webdriver2/

	webdriver.py begin	start a driver and a browser; print its session and its pid
	webdriver.py end SESSION
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS = {"Enter": "\ue007", "Esc": "\ue00c", "Up": "\ue013", "Down": "\ue015",
	"Left": "\ue012", "Right": "\ue014", "Home": "\ue011", "End": "\ue010",
	"Tab": "\ue004", "Space": " "}


def find(*names):
	for name in names:
		if shutil.which(name):
			return shutil.which(name)
	sys.exit(f"webdriver.py: error: no {names[0]} here; install scripts/packages/*-check")


def ask(url, method, body=None):
	data = None if body is None else json.dumps(body).encode()
	request = urllib.request.Request(url, data, {"Content-Type": "application/json"},
					 method=method)
	# never through a proxy: the driver is on this machine
	opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
	try:
		with opener.open(request, timeout=60) as answer:
			return json.load(answer)["value"]
	except urllib.error.HTTPError as e:
		raise RuntimeError(json.load(e)["value"]["message"]) from None


class Browser:
	def __init__(self, session):
		self.session = session

	def post(self, path, **body):
		return ask(self.session + path, "POST", body)

	def open(self, path, fragment=""):
		"""open a file anew, also when only the fragment is another one"""
		self.post("/url", url="about:blank")
		self.log("performance")
		self.post("/url", url="file://" + os.path.abspath(path) + fragment)

	def js(self, script, *args):
		return self.post("/execute/sync", script=script, args=list(args))

	def url(self):
		return ask(self.session + "/url", "GET")

	def find(self, css):
		return self.post("/element", using="css selector", value=css)[ELEMENT]

	def click(self, css):
		self.post(f"/element/{self.find(css)}/click")

	def keys(self, *keys):
		"""press keys one after the other, wherever the focus is"""
		actions = []
		for key in keys:
			value = KEYS.get(key, key)
			actions += [{"type": "keyDown", "value": value},
				    {"type": "keyUp", "value": value}]
		self.post("/actions", actions=[{"type": "key", "id": "keys", "actions": actions}])

	def type(self, text):
		self.keys(*text)

	def cdp(self, command, **params):
		return self.post("/goog/cdp/execute", cmd=command, params=params)

	def log(self, kind):
		return self.post("/se/log", type=kind)

	def requests(self):
		"""what was asked for since open(), without what a policy stopped"""
		found = {}
		for entry in self.log("performance"):
			message = json.loads(entry["message"])["message"]
			params = message["params"]
			if message["method"] == "Network.requestWillBeSent":
				found[params["requestId"]] = params["request"]["url"]
			elif params.get("blockedReason") == "csp":
				found.pop(params["requestId"], None)
		return list(found.values())

	def size(self, width, height):
		self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height,
			 deviceScaleFactor=1, mobile=False)

	def scheme(self, name):
		"""what the system prefers: "light" or "dark\""""
		self.cdp("Emulation.setEmulatedMedia", features=[
			{"name": "prefers-color-scheme", "value": name}])


def begin():
	log = tempfile.TemporaryFile("a+")
	driver = subprocess.Popen([find("chromedriver"), "--port=0"], stdin=subprocess.DEVNULL,
				  stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
	deadline = time.monotonic() + 30
	port = None
	while not port:
		if driver.poll() is not None or time.monotonic() > deadline:
			driver.kill()
			sys.exit("webdriver.py: error: chromedriver does not start")
		time.sleep(0.05)
		log.seek(0)
		port = re.search(r"successfully on port (\d+)", log.read())
	base = f"http://127.0.0.1:{port[1]}"
	options = {"binary": find("chromium", "chromium-browser"), "args": [
		"--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
		"--no-first-run", "--disable-background-networking", "--disable-component-update",
		"--host-resolver-rules=MAP * ~NOTFOUND"]}
	try:
		session = ask(base + "/session", "POST", {"capabilities": {"alwaysMatch": {
			"browserName": "chrome", "goog:chromeOptions": options,
			"goog:loggingPrefs": {"performance": "ALL", "browser": "ALL"}}}})
	except RuntimeError:
		driver.kill()
		raise
	print(f"{base}/session/{session['sessionId']} {driver.pid}")


if __name__ == "__main__":
	if sys.argv[1:2] == ["begin"] and len(sys.argv) == 2:
		begin()
	elif sys.argv[1:2] == ["end"] and len(sys.argv) == 3:
		ask(sys.argv[2], "DELETE")
	else:
		sys.exit(__doc__)
