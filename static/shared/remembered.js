// The little things that a device remembers from page to page. Where it cannot, they hold for this page alone.

const here = {};

export function remembered(name) {
  try {
    return here[name] || localStorage.getItem(`floor.${name}`);
  } catch (problem) {
    return null; // this browser lets no page keep anything
  }
}

export function remember(name, value) {
  here[name] = value;
  try {
    localStorage.setItem(`floor.${name}`, value);
  } catch (problem) {
    console.warn("this device remembers nothing more:", problem.message);
  }
}
