package signet.server.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a value may look like. One description serves the check, the JSON Schema and the reference page. */
sealed interface Shape {
    /** What is expected, for messages: "a duration such as 30s or 5d". */
    String expected();

    /** Free text; {@code secret} text may not stand in the file without a warning. */
    record Text(String expected, boolean secret) implements Shape {}

    /** One of a few words. */
    record Choice(List<String> words) implements Shape {
        @Override
        public String expected() {
            return "one of " + String.join(", ", words);
        }
    }

    record Flag() implements Shape {
        @Override
        public String expected() {
            return "true or false";
        }
    }

    record Whole(long least, long most) implements Shape {
        @Override
        public String expected() {
            return "a whole number of " + least + " to " + most;
        }
    }

    record Span() implements Shape {
        @Override
        public String expected() {
            return "a duration with a unit, such as 30s, 5m, 2h or 60d";
        }
    }

    record Size() implements Shape {
        @Override
        public String expected() {
            return "a size with a unit, such as 50MB or 1GiB";
        }
    }

    record Date() implements Shape {
        @Override
        public String expected() {
            return "a date such as 2027-05-01";
        }
    }

    /** A list; where {@code orSingle}, one item may stand alone. */
    record ListOf(Shape item, boolean orSingle) implements Shape {
        @Override
        public String expected() {
            return orSingle ? item.expected() + ", or a list of them" : "a list";
        }
    }

    /** Any keys, all values of one shape; where {@code named}, the keys are names of ours. */
    record MapOf(Shape value, boolean named) implements Shape {
        @Override
        public String expected() {
            return "a block of keys";
        }
    }

    /** A block with known keys. */
    record Struct(Map<String, Field> fields) implements Shape {
        public Struct {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        @Override
        public String expected() {
            return "a block of keys";
        }
    }

    /** Either a text or a block. */
    record TextOr(Text text, Shape block) implements Shape {
        @Override
        public String expected() {
            return text.expected() + ", or " + block.expected();
        }
    }

    /** A known key. */
    record Field(Shape shape, String description, boolean required) {}
}
