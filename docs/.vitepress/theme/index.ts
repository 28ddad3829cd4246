// The theme without its fonts: a reader's own take no bytes, and nothing is fetched from elsewhere.
import theme from "vitepress/theme-without-fonts";

export default theme;
