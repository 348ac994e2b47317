package org.ponkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in the README is compiled and run as it stands there. */
class EmbeddingExampleTest {

  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void theExampleInTheReadmeWorks() throws Exception {
    Path source = Files.writeString(folder.resolve("Example.java"), example());
    String classPath = System.getProperty("java.class.path");

    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", classPath, "-d", folder.toString(), source.toString());
    assertThat(compiled).isZero();

    String first = run(classPath + ":" + folder);
    String again = run(classPath + ":" + folder);
    assertThat(first).contains("Alloc-ID 1024\n").contains("upstream GEM port of p-bit 3: 1024\n");
    assertThat(again).as("it is safe to repeat").isEqualTo(first);
  }

  private static String example() throws IOException {
    Matcher block =
        JAVA_BLOCK.matcher(
            Files.readString(Path.of(System.getProperty("ponkeeper.root"), "README.md")));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  private String run(String classPath) throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                "com.example.adapter.Example",
                folder.resolve("example.db").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return output;
  }
}
