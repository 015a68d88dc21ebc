// Validates a file of N-Triples against shapes in Turtle with Apache Jena, or with TopBraid SHACL, which runs on it.
// Prints seconds to load and to validate, peak memory in MiB and the number of results as JSON, as shacl.py expects.
//
//     java -cp 'JARS/*' benchmarks/ShaclOnJena.java jena|topbraid DATA SHAPES

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.jena.graph.Graph;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.rdf.model.ResourceFactory;
import org.apache.jena.riot.RDFDataMgr;

public class ShaclOnJena {
    public static void main(String[] given) throws Exception {
        long start = System.nanoTime();
        Model data = ModelFactory.createDefaultModel();
        RDFDataMgr.read(data, given[1]);
        long loaded = System.nanoTime();
        Model shapes = ModelFactory.createDefaultModel();
        RDFDataMgr.read(shapes, given[2]);
        Model report = given[0].equals("jena") ? jena(data, shapes) : topbraid(data, shapes);
        int results = report.listObjectsOfProperty(
            ResourceFactory.createProperty("http://www.w3.org/ns/shacl#result")).toList().size();
        long end = System.nanoTime();
        long memory = Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmHWM")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .sum() / 1024;
        System.out.printf(java.util.Locale.ROOT, "{\"load\": %.3f, \"validate\": %.3f, \"memory\": %d, \"results\": %d}%n",
            (loaded - start) / 1e9, (end - loaded) / 1e9, memory, results);
    }

    // by reflection, so that one source serves where only one of the two is there

    private static Model jena(Model data, Model shapes) throws Exception {
        Class<?> read = Class.forName("org.apache.jena.shacl.Shapes");
        Object parsed = read.getMethod("parse", Graph.class).invoke(null, shapes.getGraph());
        Class<?> validator = Class.forName("org.apache.jena.shacl.ShaclValidator");
        Object engine = validator.getMethod("get").invoke(null);
        Object report = validator.getMethod("validate", read, Graph.class).invoke(engine, parsed, data.getGraph());
        return (Model) report.getClass().getMethod("getModel").invoke(report);
    }

    private static Model topbraid(Model data, Model shapes) throws Exception {
        Method validate = Class.forName("org.topbraid.shacl.validation.ValidationUtil")
            .getMethod("validateModel", Model.class, Model.class, boolean.class);
        return ((Resource) validate.invoke(null, data, shapes, false)).getModel();
    }
}
