"""Why a file is not accepted: the one table of words that the examining process and the web share."""

BROKEN_PICTURE = "broken_picture"
BROKEN_DOCUMENT = "broken_document"
BROKEN_PDF = "broken_pdf"
BROKEN_TABLE = "broken_table"
TOO_MANY_PIXELS = "too_many_pixels"
TOO_MANY_PIXELS_AT_ONCE = "too_many_pixels_at_once"
SEVERAL_PAGES = "several_pages"
NO_HEIC = "no_heic"
HEAVY_HEIC = "heavy_heic"
NOT_ALLOWED = "not_allowed"
OLD_FORMAT = "old_format"
MACROS = "macros"
EXECUTABLE = "executable"
DATA_EXCHANGE = "data_exchange"
REMOTE = "remote"
ODD_STRUCTURE = "odd_structure"
LOCKED = "locked"
UNPACKS_TOO_FAR = "unpacks_too_far"
PDF_ACTIVE = "pdf_active"
PDF_LOCKED = "pdf_locked"
TOO_MUCH_WORK = "too_much_work"
TOO_MUCH_AT_ONCE = "too_much_at_once"
BUSY = "busy"
LARGE_RESULT = "large_result"
UNCOMPUTED = "uncomputed"
MANY_ROWS = "many_rows"
MANY_COLUMNS = "many_columns"
MANY_SHEETS = "many_sheets"
OLD_EXCEL = "old_excel"
ODD_CHARACTERS = "odd_characters"
BROKEN_CSV = "broken_csv"
UNKNOWN_ENCODING = "unknown_encoding"

# The code of the refusal, for programs, and what the reader is told.
WORDS = {
    BROKEN_PICTURE: ("broken", "图片已损坏或不完整，请重新拍摄或保存后再上传。"),
    BROKEN_DOCUMENT: ("broken", "文件已损坏或不完整，请重新保存后再上传。"),
    BROKEN_PDF: ("broken", "PDF 已损坏或不完整，请重新导出后再上传。"),
    BROKEN_TABLE: ("broken", "无法读取工作表，请在 Excel 中另存为 .xlsx 后再导入。"),
    TOO_MANY_PIXELS: (
        "too_large",
        "图片像素过大，请缩小后再上传（普通 JPEG 照片 2 亿像素以内，HEIC 等其他图片 5000 万像素以内，WebP 2600 万像素以内）。",
    ),
    TOO_MANY_PIXELS_AT_ONCE: ("too_large", "这一次上传的图片合计像素过大，没有收下的请再传一次。"),
    SEVERAL_PAGES: ("not_allowed", "这个 TIFF 有好几页，请转成 PDF 后再上传，以免漏页。"),
    HEAVY_HEIC: (
        "too_large",
        "这张 HEIC 照片像素过大，请另存为 JPEG 再上传，或在手机相机设置里选 2400 万像素以内、“兼容性最佳”重拍。",
    ),
    NO_HEIC: (
        "not_allowed",
        "暂不能读取 HEIC 照片。请在手机“设置—相机—格式”中选择“兼容性最佳”，或转成 JPG 后再上传。",
    ),
    NOT_ALLOWED: (
        "not_allowed",
        "只能上传图片（JPG、PNG、HEIC、GIF、BMP、TIFF）、PDF 和 Office 文件（docx、xlsx、pptx）。",
    ),
    OLD_FORMAT: (
        "not_allowed",
        "旧版 Office 文件可能带有宏或密码，请另存为 docx、xlsx、pptx 或 PDF 后再上传。",
    ),
    MACROS: ("not_allowed", "文件含有宏或控件，请另存为不含宏的格式后再上传。"),
    EXECUTABLE: ("not_allowed", "文件里面嵌有程序或打包的文件，请删去后另存，或转成普通 PDF 后再上传。"),
    DATA_EXCHANGE: ("not_allowed", "文件含有会启动其他程序的域（DDE），请删去后再上传，或转成 PDF。"),
    REMOTE: ("not_allowed", "文件引用了外部模板或对象，请转成 PDF 后再上传。"),
    ODD_STRUCTURE: ("not_allowed", "文件结构异常，无法接收，请转成 PDF 后再上传。"),
    LOCKED: ("not_allowed", "文件设有打开密码，请取消密码后再上传。"),
    UNPACKS_TOO_FAR: ("not_allowed", "文件展开后过大，无法接收，请拆分或转成 PDF 后再上传。"),
    PDF_ACTIVE: ("not_allowed", "PDF 中含有脚本、启动或提交命令，请重新导出为普通 PDF 后再上传。"),
    PDF_LOCKED: ("not_allowed", "PDF 设有打开密码，请取消密码后再上传。"),
    TOO_MUCH_WORK: ("too_large", "文件过于复杂，没能在限定时间内检查完，请缩小、拆分或另存后再上传。"),
    TOO_MUCH_AT_ONCE: ("too_large", "这一次上传的文件检查时间过长，没有收下的请再传一次。"),
    BUSY: ("busy", "服务器正忙，文件还没有检查完，请过一会儿再上传。"),
    LARGE_RESULT: ("too_large", "单个文件不能超过 10 MB，请压缩或拆分后再上传。"),
    MANY_ROWS: ("too_large", "不能超过 {rows} 行，请拆分后再导入。"),
    MANY_COLUMNS: ("too_large", "第 {row} 行超过 {columns} 列，请删去多余的列后再导入。"),
    MANY_SHEETS: ("too_large", "工作簿超过 {sheets} 张工作表，请删去无关的工作表后再导入。"),
    OLD_EXCEL: ("not_allowed", "请在 Excel 中另存为 .xlsx（且不设密码）后再导入。"),
    ODD_CHARACTERS: ("broken", "文件中含有无法识别的字符，请另存为 CSV（UTF-8）后再导入。"),
    BROKEN_CSV: ("broken", "CSV 格式有误（可能缺少引号），请用 Excel 打开另存后再导入。"),
    UNKNOWN_ENCODING: ("broken", "无法识别文字编码，请另存为 CSV（UTF-8）或 .xlsx 后再导入。"),
    UNCOMPUTED: ("broken", "第 {row} 行第 {column} 列是没有计算结果的公式，请改为数值后再导入。"),
}


class Unacceptable(Exception):
    """`reason` is a key of WORDS; `numbers` fill its words."""

    def __init__(self, reason: str, **numbers: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.numbers = numbers
