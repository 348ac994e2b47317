package org.ponkeeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A page as a person uses it: looks, points, types. What it does not find yet, it waits for. Keeps
 * what the browser reports as an error.
 */
final class Tab implements AutoCloseable {

  /** How long something may take to appear. */
  private static final int PATIENCE_MS = 30_000;

  /** Pictures of long pages end here. */
  private static final int TALLEST = 2600;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Finds what a person sees: only visible elements, by their role and their name. */
  private static final String SIGHT =
      """
      window.sight = {
        isVisible(e) { return e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length > 0; },
        words(e) {
          const label = e.getAttribute('aria-label') || (e.labels && e.labels[0]?.innerText) || e.innerText || '';
          return label.replace(/\\s+/g, ' ').trim();
        },
        root() { return document.querySelector('dialog[open]') || document; },
        find(kind, words) {
          const kinds = {button: 'button', link: 'a[href]', field: 'input, select, textarea', any: 'button, a[href], summary'};
          const all = [...this.root().querySelectorAll(kinds[kind] || kind)].filter(e => this.isVisible(e));
          return all.find(e => this.words(e) === words) || all.find(e => this.words(e).startsWith(words));
        },
        text() { return ((document.querySelector('dialog[open]') || document.body)?.innerText ?? '').replace(/\\s+/g, ' '); },
        /** The middle of an element, as soon as it stays at its place: what loads moves what is below it. */
        settled(find, patience) {
          let last;
          let still = 0;
          return this.until(() => {
            const e = find();
            e?.scrollIntoView({block: 'center', behavior: 'instant'});
            const b = e?.getClientRects()[0];
            const at = b && {x: b.x + b.width / 2, y: b.y + b.height / 2};
            still = at && last && at.x === last.x && at.y === last.y ? still + 1 : 0;
            last = at;
            return still >= 4 ? at : null;
          }, patience);
        },
        /** Lets the next click through only if it hits this element: what is aimed at may move before. */
        aim(e) {
          const types = ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'];
          this.isHit = false;
          const check = event => {
            if (e.contains(event.target)) {
              if (event.type === 'click') this.isHit = true;
            } else {
              event.stopImmediatePropagation();
              event.preventDefault();
            }
          };
          this.relax?.();
          for (const type of types) addEventListener(type, check, true);
          this.relax = () => types.forEach(type => removeEventListener(type, check, true));
        },
        until(test, patience) {
          return new Promise((found, failed) => {
            const end = performance.now() + patience;
            const look = () => {
              const value = test();
              if (value) found(value);
              else if (performance.now() > end) failed(new Error('not within ' + patience + ' ms'));
              else setTimeout(look, 15);
            };
            look();
          });
        },
      };
      """;

  private final Chromium chromium;
  private final String session;
  private final Runnable closing;
  private final List<String> expected = new CopyOnWriteArrayList<>();
  private final List<String> problems = new CopyOnWriteArrayList<>();

  Tab(Chromium chromium, String session, Runnable closing) {
    this.chromium = chromium;
    this.session = session;
    this.closing = closing;
    chromium.listen(session, this::hear);
    call("Page.enable", Map.of());
    call("Runtime.enable", Map.of());
    call("Log.enable", Map.of());
    call("Network.enable", Map.of());
    call("Page.addScriptToEvaluateOnNewDocument", Map.of("source", SIGHT));
    size(1440, 900);
  }

  private void hear(JsonNode event) {
    JsonNode parameters = event.path("params");
    switch (event.path("method").asString("")) {
      case "Runtime.exceptionThrown" ->
          problems.add(
              parameters
                  .path("exceptionDetails")
                  .path("exception")
                  .path("description")
                  .asString(parameters.toString()));
      case "Runtime.consoleAPICalled" -> {
        if (parameters.path("type").asString("").matches("error|warning|assert")) {
          problems.add(parameters.path("args").toString());
        }
      }
      case "Log.entryAdded" -> {
        JsonNode entry = parameters.path("entry");
        if (entry.path("level").asString("").matches("error|warning")) {
          problems.add(
              entry.path("source").asString("")
                  + ": "
                  + entry.path("text").asString("")
                  + " "
                  + entry.path("url").asString(""));
        }
      }
      default -> {}
    }
  }

  private JsonNode call(String method, Map<String, ?> parameters) {
    return chromium.call(session, method, parameters);
  }

  /** What the browser reported as an error, a warning or a violation of the policy. */
  List<String> problems() {
    return problems.stream()
        .filter(problem -> expected.stream().noneMatch(problem::contains))
        .toList();
  }

  /** Errors with this text are caused on purpose. */
  Tab expectProblems(String text) {
    expected.add(text);
    return this;
  }

  Tab size(int width, int height) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    return this;
  }

  /** Shows the page in a theme, at once: a picture of colours that still change shows neither. */
  Tab theme(String name) {
    call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", name),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    return this;
  }

  Tab open(String url) {
    call("Page.navigate", Map.of("url", url));
    return this;
  }

  /** Goes to another page of the console. */
  Tab go(String hash) {
    evaluate("location.hash = " + quoted(hash));
    return this;
  }

  static String quoted(String text) {
    return JSON.writeValueAsString(text);
  }

  /** The value of an expression, which may be a promise. */
  JsonNode evaluate(String expression) {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(
          expression
              + ": "
              + result.path("exceptionDetails").path("exception").path("description").asString(""));
    }
    return result.path("result").path("value");
  }

  /** Waits until an expression is true. */
  Tab await(String what, String expression) {
    try {
      evaluate("sight.until(() => (" + expression + "), " + PATIENCE_MS + ")");
    } catch (AssertionError e) {
      throw new AssertionError(
          what + ": " + e.getMessage() + "; the page says:\n" + text() + "\nproblems: " + problems,
          e);
    }
    return this;
  }

  /** Waits until a person can read these texts. */
  Tab see(String... texts) {
    for (String text : texts) {
      await("there is no '" + text + "'", "sight.text().includes(" + quoted(text) + ")");
    }
    return this;
  }

  Tab seeNot(String text) {
    return await("there is '" + text + "'", "!sight.text().includes(" + quoted(text) + ")");
  }

  String text() {
    return evaluate("sight.text()").asString();
  }

  boolean has(String kind, String words) {
    return evaluate("Boolean(sight.find(" + quoted(kind) + ", " + quoted(words) + "))").asBoolean();
  }

  /** Clicks with the mouse, in the middle of what has this name. */
  Tab click(String kind, String words) {
    String found = "sight.find(" + quoted(kind) + ", " + quoted(words) + ")";
    await(
        "no " + kind + " '" + words + "' can be used",
        found
            + "?.disabled === false || "
            + found
            + "?.tagName === 'A' || "
            + found
            + "?.tagName === 'SUMMARY'");
    return clickOn(found);
  }

  /**
   * Clicks on the element of an expression. A page that still loads moves it, even between the look
   * and the click: a click that would hit something else hits nothing, and is done again.
   */
  Tab clickOn(String element) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
    do {
      assertThat(System.nanoTime()).as("%s cannot be hit", element).isLessThan(end);
      JsonNode at = evaluate("sight.settled(() => " + element + ", " + PATIENCE_MS + ")");
      evaluate("sight.aim(" + element + ")");
      mouse("mouseMoved", at);
      mouse("mousePressed", at);
      mouse("mouseReleased", at);
    } while (!evaluate("sight.relax(), sight.isHit").asBoolean());
    return this;
  }

  /** Points to a place inside the element of an expression, from 0 to 1. */
  Tab pointAt(String element, double x, double y) {
    JsonNode at =
        evaluate(
            "(() => { const e = "
                + element
                + "; e.scrollIntoView({block: 'center', behavior: 'instant'});"
                + " const b = e.getBoundingClientRect(); return {x: b.x + b.width * "
                + x
                + ", y: b.y + b.height * "
                + y
                + "}; })()");
    mouse("mouseMoved", at);
    return this;
  }

  private void mouse(String type, JsonNode at) {
    call(
        "Input.dispatchMouseEvent",
        Map.of(
            "type",
            type,
            "x",
            at.path("x").asDouble(),
            "y",
            at.path("y").asDouble(),
            "button",
            type.equals("mouseMoved") ? "none" : "left",
            "clickCount",
            type.equals("mouseMoved") ? 0 : 1));
  }

  /** Puts a text into a field, in place of what is there. */
  Tab fill(String field, String text) {
    await("there is no field '" + field + "'", "sight.find('field', " + quoted(field) + ")");
    evaluate(
        "(() => { const e = sight.find('field', "
            + quoted(field)
            + "); e.focus(); e.select(); })()");
    return type(text);
  }

  Tab type(String text) {
    if (text.isEmpty()) {
      return key("Delete");
    }
    call("Input.insertText", Map.of("text", text));
    return this;
  }

  /** Chooses an entry of a list. */
  Tab choose(String field, String entry) {
    await("there is no list '" + field + "'", "sight.find('select', " + quoted(field) + ")");
    evaluate(
        "(() => { const e = sight.find('select', "
            + quoted(field)
            + ");"
            + " e.value = [...e.options].find(o => o.text.startsWith("
            + quoted(entry)
            + ")).value;"
            + " e.dispatchEvent(new Event('change', {bubbles: true})); })()");
    return this;
  }

  /** Presses a key, such as {@code Enter}, {@code /} or {@code ArrowRight}. */
  Tab key(String key) {
    return key(key, 0);
  }

  /** Presses a key with Ctrl. */
  Tab controlKey(String key) {
    return key(key, 2);
  }

  private Tab key(String key, int modifiers) {
    int code =
        switch (key) {
          case "Enter" -> 13;
          case "Tab" -> 9;
          case "Escape" -> 27;
          case "Delete" -> 46;
          case "ArrowLeft" -> 37;
          case "ArrowUp" -> 38;
          case "ArrowRight" -> 39;
          case "ArrowDown" -> 40;
          case "End" -> 35;
          case "Home" -> 36;
          default -> Character.toUpperCase(key.charAt(0));
        };
    String text = key.equals("Enter") ? "\r" : key.length() == 1 && modifiers == 0 ? key : "";
    call(
        "Input.dispatchKeyEvent",
        Map.of(
            "type",
            text.isEmpty() ? "rawKeyDown" : "keyDown",
            "key",
            key,
            "text",
            text,
            "windowsVirtualKeyCode",
            code,
            "modifiers",
            modifiers));
    call(
        "Input.dispatchKeyEvent",
        Map.of("type", "keyUp", "key", key, "windowsVirtualKeyCode", code, "modifiers", modifiers));
    return this;
  }

  /** Writes a picture of the whole page. */
  Tab picture(Path file) {
    // A dialog is shown in the middle of the window, not of the page.
    boolean isWhole = !evaluate("Boolean(document.querySelector('dialog[open]'))").asBoolean();
    Map<String, Object> how = new HashMap<>(Map.of("format", "png", "optimizeForSpeed", true));
    if (isWhole) {
      JsonNode size = call("Page.getLayoutMetrics", Map.of()).path("cssContentSize");
      how.put("captureBeyondViewport", true);
      how.put(
          "clip",
          Map.of(
              "x", 0,
              "y", 0,
              "scale", 1,
              "width", size.path("width").asDouble(),
              "height", Math.min(TALLEST, size.path("height").asDouble())));
    }
    JsonNode picture = call("Page.captureScreenshot", how);
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, Base64.getDecoder().decode(picture.path("data").asString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Fails if axe finds something serious. */
  Tab requireAccessible(String axe, String where) {
    return requireAccessible(
        axe, "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']", where);
  }

  /** Fails if a text has too little contrast: all that a theme can change. */
  Tab requireContrast(String axe, String where) {
    return requireAccessible(
        axe, "{type: 'rule', values: ['color-contrast', 'link-in-text-block']}", where);
  }

  private Tab requireAccessible(String axe, String rules, String where) {
    if (!evaluate("typeof axe === 'object'").asBoolean()) {
      evaluate(axe + "; true");
    }
    JsonNode violations =
        evaluate(
            "axe.run(document, {resultTypes: ['violations'], runOnly: "
                + rules
                + "})"
                + ".then(r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact))"
                + ".map(v => v.id + ': ' + v.help + ' ' + v.nodes.slice(0, 4).map(n => n.html + ' ' +"
                + " (n.any[0]?.message || '')).join(' | ')))");
    assertThat(violations).as("accessibility of %s", where).isEmpty();
    return this;
  }

  /** Fails if the page is wider than the window. */
  Tab requireNarrow(String where) {
    assertThat(
            evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                .asInt())
        .as("what is beyond the right edge of %s", where)
        .isZero();
    return this;
  }

  @Override
  public void close() {
    closing.run();
  }
}
