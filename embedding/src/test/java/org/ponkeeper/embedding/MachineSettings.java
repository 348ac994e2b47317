package org.ponkeeper.embedding;

import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Maven settings with which an empty local repository is filled from the machine's own one as far
 * as that has the files, so that a test downloads nothing twice. What the user's settings say holds
 * too.
 */
final class MachineSettings {

  private static final String ID = "ponkeeper-machine";

  private MachineSettings() {}

  /** Writes them to a file. */
  static void write(Path file, Path machineRepository) throws Exception {
    Path ofUser = Path.of(System.getProperty("user.home"), ".m2", "settings.xml");
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    Document settings = Files.exists(ofUser) ? builder.parse(ofUser.toFile()) : empty(builder);
    Element root = settings.getDocumentElement();
    String url = machineRepository.toUri().toString();

    // A mirror of exactly this one goes before a mirror of everything that the user may have.
    Element mirror = child(section(root, "mirrors"), "mirror");
    text(mirror, "id", ID);
    text(mirror, "mirrorOf", ID);
    text(mirror, "url", url);

    Element profile = child(section(root, "profiles"), "profile");
    text(profile, "id", ID);
    for (String kind : new String[] {"repository", "pluginRepository"}) {
      String kinds = kind.replace("itory", "itories");
      Element repository = child(child(profile, kinds), kind);
      text(repository, "id", ID);
      text(repository, "url", url);
      text(child(repository, "releases"), "checksumPolicy", "ignore");
      text(child(repository, "snapshots"), "enabled", "false");
    }
    text(section(root, "activeProfiles"), "activeProfile", ID);

    TransformerFactory.newInstance()
        .newTransformer()
        .transform(new DOMSource(settings), new StreamResult(file.toFile()));
  }

  private static Document empty(DocumentBuilder builder) {
    Document settings = builder.newDocument();
    settings.appendChild(settings.createElement("settings"));
    return settings;
  }

  private static Element section(Element root, String name) {
    NodeList found = root.getElementsByTagName(name);
    return found.getLength() > 0 ? (Element) found.item(0) : child(root, name);
  }

  private static Element child(Element parent, String name) {
    Document document = parent.getOwnerDocument();
    Element child = document.createElementNS(parent.getNamespaceURI(), name);
    parent.appendChild(child);
    return child;
  }

  private static void text(Element parent, String name, String value) {
    child(parent, name).setTextContent(value);
  }
}
