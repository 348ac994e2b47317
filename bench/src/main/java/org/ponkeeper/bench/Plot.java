package org.ponkeeper.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A line plot with two logarithmic axes; linear growth has slope 1. */
final class Plot {

  private static final int WIDTH = 640;
  private static final int HEIGHT = 400;
  private static final int LEFT = 80;
  private static final int RIGHT = 130;
  private static final int TOP = 40;
  private static final int BOTTOM = 50;
  private static final List<String> COLOURS = List.of("#c0392b", "#2471a3", "#1e8449", "#7d3c98");

  private Plot() {}

  /** A point; both values must be greater than 0. */
  record Dot(double x, double y) {
    boolean hasPlace() {
      return x > 0 && y > 0;
    }
  }

  /** An axis from one power of ten to a greater one. */
  private record Axis(int first, int last, int from, int to) {

    static Axis of(double least, double most, int from, int to) {
      int first = (int) Math.floor(Math.log10(least));
      int last = Math.max(first + 1, (int) Math.ceil(Math.log10(most)));
      return new Axis(first, last, from, to);
    }

    double at(double value) {
      return from + (to - from) * (Math.log10(value) - first) / (last - first);
    }
  }

  /** The plot as SVG. */
  static String svg(String title, String by, Map<String, List<Dot>> lines) {
    List<Dot> all = lines.values().stream().flatMap(List::stream).filter(Dot::hasPlace).toList();
    if (all.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to show: " + title);
    }
    Axis x =
        Axis.of(
            all.stream().mapToDouble(Dot::x).min().orElseThrow(),
            all.stream().mapToDouble(Dot::x).max().orElseThrow(),
            LEFT,
            WIDTH - RIGHT);
    Axis y =
        Axis.of(
            all.stream().mapToDouble(Dot::y).min().orElseThrow(),
            all.stream().mapToDouble(Dot::y).max().orElseThrow(),
            HEIGHT - BOTTOM,
            TOP);
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg xmlns='http://www.w3.org/2000/svg' width='%s' height='%s' font-family='sans-serif'"
            + " font-size='12'>",
        WIDTH,
        HEIGHT);
    add(svg, "<rect width='%s' height='%s' fill='white'/>", WIDTH, HEIGHT);
    add(svg, "<text x='%s' y='20' font-size='14'>%s</text>", LEFT, escape(title));
    grid(svg, x, y, by);
    int number = 0;
    for (Map.Entry<String, List<Dot>> line : lines.entrySet()) {
      line(svg, x, y, line.getKey(), line.getValue(), number++);
    }
    add(svg, "</svg>");
    return svg.toString();
  }

  private static void grid(StringBuilder svg, Axis x, Axis y, String by) {
    int bottom = HEIGHT - BOTTOM;
    int right = WIDTH - RIGHT;
    String text = "<text x='%s' y='%s' text-anchor='%s'>%s</text>";
    for (int power = x.first(); power <= x.last(); power++) {
      double at = x.at(Math.pow(10, power));
      add(svg, "<path d='M%s %s V%s' stroke='#ddd'/>", at, TOP, bottom);
      add(svg, text, at, bottom + 18, "middle", label(power));
    }
    for (int power = y.first(); power <= y.last(); power++) {
      double at = y.at(Math.pow(10, power));
      add(svg, "<path d='M%s %s H%s' stroke='#ddd'/>", LEFT, at, right);
      add(svg, text, LEFT - 6, at + 4, "end", label(power));
    }
    add(svg, text, (LEFT + right) / 2, HEIGHT - 12, "middle", escape(by));
  }

  private static void line(
      StringBuilder svg, Axis x, Axis y, String name, List<Dot> dots, int number) {
    String colour = COLOURS.get(number % COLOURS.size());
    StringBuilder path = new StringBuilder();
    for (Dot dot : dots) {
      if (dot.hasPlace()) {
        double right = x.at(dot.x());
        double down = y.at(dot.y());
        path.append(path.isEmpty() ? "M" : " L").append(show(right)).append(' ').append(show(down));
        add(svg, "<circle cx='%s' cy='%s' r='3' fill='%s'/>", right, down, colour);
      }
    }
    add(svg, "<path d='%s' fill='none' stroke='%s' stroke-width='2'/>", path, colour);
    add(
        svg,
        "<text x='%s' y='%s' fill='%s'>%s</text>",
        WIDTH - RIGHT + 12,
        TOP + 12 + 18 * number,
        colour,
        escape(name));
  }

  private static String label(int power) {
    return power >= 0
        ? String.format(Locale.ROOT, "%,.0f", Math.pow(10, power))
        : String.format(Locale.ROOT, "%." + -power + "f", Math.pow(10, power));
  }

  /** Appends a line of text, with values in place of each {@code %s}. */
  private static void add(StringBuilder svg, String line, Object... values) {
    String[] parts = line.split("%s", -1);
    for (int i = 0; i < parts.length; i++) {
      svg.append(parts[i]);
      if (i < values.length) {
        svg.append(values[i] instanceof Double number ? show(number) : values[i].toString());
      }
    }
    svg.append('\n');
  }

  private static String show(double number) {
    return String.format(Locale.ROOT, "%.1f", number);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
