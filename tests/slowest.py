"""Print the ten slowest tests of a JUnit file."""

import sys
from xml.etree import ElementTree

cases = ElementTree.parse(sys.argv[1]).getroot().iter("testcase")
slowest = sorted(((float(case.get("time", 0)), case.get("name")) for case in cases), reverse=True)[:10]
print("slowest 10 C++ tests")
for seconds, name in slowest:
    print(f"{seconds:7.2f}s {name}")
