"""Units of shortened numbers (K, Mio., tys.) of many languages.

Written by scripts/cldr_tables.py from CLDR through Babel; do not edit.
"""

SUFFIXES = {
    "af": "3:k/duisend|6:m/miljoen|9:mjd/miljard|12:bn/biljoen",
    "am": "3:ሺ|6:ሚ/ሚሊዮን|9:ቢ/ቢሊዮን|12:ት/ትሪሊዮን",
    "ar": "3:ألف/آلاف|6:مليون/ملايين|9:مليار|12:ترليون",
    "as": "3:হাজাৰ|5:লাখ|6:নিযুত/নিঃ|9:শঃ কোঃ/শঃ কঃ/শত কোটি|12:শঃ পঃ/শত পৰাৰ্দ্ধ",
    "az": "3:K/min|6:mln/milyon|9:mlrd/milyard|12:trln/trilyon",
    "be": (
        "3:тыс/тысяча/тысячы/тысяч|6:млн/мільён/мільёны/мільёнаў/мільёна|9:млрд/мільярд/мільярды/мільярдаў/мільярда|"
        "12:трлн/трыльён/трыльёны/трыльёнаў/трыльёна"
    ),
    "bg": "3:хил/хиляди|6:млн/милион/милиона|9:млрд/милиард/милиарда|12:трлн/трилион/трилиона",
    "bn": "3:হা/হাজার|5:লা/লাখ|7:কো/কোটি|9:শত কো/কো|12:লা.কো/লাখ কোটি",
    "bs": (
        "3:hilj/hiljada/hiljade|6:mil/milion/miliona|9:mlrd/milijarda/milijarde/milijardi|12:bil/bilion/biliona"
    ),
    "ca": (
        "3:k/miler/milers|6:M/milió/milions|9:kM/miler de milions/milers de milions|12:B/bilió/bilions"
    ),
    "cs": (
        "3:tis/tisíc/tisíce|6:mil/milion/milionů/miliony/milionu|9:mld/miliarda/miliard/miliardy|12:bil/bilion/bilionů/"
        "biliony/bilionu"
    ),
    "cy": "3:K/mil|6:M/miliwn|9:B/biliwn|12:T/triliwn",
    "da": "3:t/tusind|6:mio/million/millioner|9:mia/milliard/milliarder|12:bio/billion/billioner",
    "de": "3:Tausend|6:Mio/Million/Millionen|9:Mrd/Milliarde/Milliarden|12:Bio/Billion/Billionen",
    "el": (
        "3:χιλ/χιλιάδα/χιλιάδες|6:εκ/εκατομμύριο/εκατομμύρια|9:δισ/δισεκατομμύριο/δισεκατομμύρια|12:τρισ/τρισεκατομμύριο/"
        "τρισεκατομμύρια"
    ),
    "en": "3:K/thousand|6:M/million|9:B/billion|12:T/trillion",
    "es": "3:mil|6:M/millón/millones|9:mil M/mil millones|12:B/billón/billones",
    "et": "3:tuh/tuhat|6:mln/miljon/miljonit|9:mld/miljard/miljardit|12:trln/triljon/triljonit",
    "eu": "6:M/milioi|12:B/bilioi",
    "fa": "3:هزار|6:میلیون|9:میلیارد|12:تریلیون/هزارمیلیارد",
    "fi": (
        "3:t/tuhat/tuhatta|6:milj/miljoona/miljoonaa|9:mrd/miljardi/miljardia|12:bilj/biljoona/biljoonaa"
    ),
    "fil": "3:K/libo/na libo|6:M/milyon/na milyon|9:B/bilyon/na bilyon|12:T/trilyon/na trilyon",
    "fr": "3:k/millier/mille|6:M/million/millions|9:Md/milliard/milliards|12:Bn/billion/billions",
    "ga": (
        "3:k/mhíle/míle|6:M/mhilliún/milliún|9:B/bhilliún/billiún/mbilliún|12:T/trilliún/thrilliún/dtrilliún"
    ),
    "gl": "6:M/millón/millóns|12:B/billón/billóns",
    "gu": "3:હજાર|5:લાખ|7:કરોડ|9:અબજ|11:નિખર્વ|12:મહાપદ્મ|13:શંકુ|14:જલધિ",
    "he": "3:K/אלף|6:M/מיליון|9:B/מיליארד|12:T/טריליון",
    "hi": "3:हज़ार|5:लाख|7:क॰/करोड़|9:अ॰/अरब|11:ख॰/खरब|13:नील",
    "hr": (
        "3:tis/tisuća/tisuće|6:mil/milijun/milijuna|9:mlr/milijarda/milijarde/milijardi|12:bil/bilijun/bilijuna"
    ),
    "hu": "3:E/ezer|6:M/millió|9:Mrd/milliárd|12:B/billió",
    "hy": "3:հզր/հազար|6:մլն/միլիոն|9:մլրդ/միլիարդ|12:տրլն/տրիլիոն",
    "id": "3:rb/ribu|6:jt/juta|9:M/miliar|12:T/triliun",
    "is": "3:þ/þúsund|6:m/milljón/milljónir|9:ma/milljarður/milljarðar|12:bn/billjón/billjónir",
    "it": (
        "3:mila|6:Mln/milione/milioni|9:Mld/miliardo/miliardi|12:Bln/mille miliardi/mila miliardi"
    ),
    "ja": "4:万|8:億|12:兆|16:京",
    "ka": "3:ათ/ათასი|6:მლნ/მილიონი|9:მლრდ/მლრ/მილიარდი|12:ტრლ/ტრილიონი",
    "kk": "3:мың/м|6:млн/миллион|9:млрд/миллиард|12:трлн/триллион",
    "km": "3:ពាន់|6:លាន|9:ប៊ីលាន|12:ទ្រីលាន",
    "kn": "3:ಸಾ/ಸಾವಿರ|6:ಮಿ/ಮಿಲಿಯನ್|9:ಬಿ/ಬಿಲಿಯನ್|12:ಟ್ರಿ/ಟ್ರಿಲಿಯನ್‌",
    "ko": "3:천|4:만|8:억|12:조",
    "ky": "3:миң|6:млн/миллион|9:млд/миллиард|12:трлн/триллион",
    "lo": "3:ພັນ|5:ແສນ|6:ລ້ານ|9:ຕື້|12:ລ້ານລ້ານ/ລລ",
    "lt": (
        "3:tūkst/tūkstantis/tūkstančiai/tūkstančio/tūkstančių|6:mln/milijonas/milijonai/milijono/milijonų|9:mlrd/"
        "milijardas/milijardai/milijardo/milijardų|12:trln/trilijonas/trilijonai/trilijono/trilijonų"
    ),
    "lv": (
        "3:tūkst/tūkstošu/tūkstoši/tūkstotis|6:milj/miljonu/miljoni/miljons|9:mljrd/miljardu/miljardi/miljards|12:trilj/"
        "triljonu/triljoni/triljons"
    ),
    "mk": (
        "3:илј/илјада/илјади|6:мил/М/милион/милиони|9:милј/ми/мј/милијарда/милијарди|12:бил/билион/билиони"
    ),
    "ml": "3:K/ആയിരം|6:M/ദശലക്ഷം|9:B/ബില്യൺ|12:T/ട്രില്യൺ",
    "mn": "3:мянга|6:сая|9:тэрбум/Т|12:ИН/их наяд",
    "mr": "3:ह/हजार|5:लाख|7:कोटी|9:अब्ज|11:खर्व|13:पद्म",
    "ms": "3:K/ribu|6:J/juta|9:B/bilion|12:T/trilion",
    "my": "3:ထောင်|4:သောင်း|5:သိန်း|6:သန်း|7:ကုဋေ/ဋေ|10:ထ|11:သ/သောင်း|12:သိန်း|13:သန်း|14:ကောဋိ",
    "nb": "3:k/tusen|6:mill/million/millioner|9:mrd/milliard/milliarder|12:bill/billion/billioner",
    "ne": "3:हजार|5:लाख|6:करोड|7:करोड|9:अरब|11:खरब|13:शंख",
    "nl": "3:K/duizend|6:mln/miljoen|9:mld/miljard|12:bln/biljoen",
    "nn": "3:k/tusen|6:mill/million/millionar|9:mrd/milliard/milliardar|12:bill/billion/billionar",
    "or": "3:ହ/ହଜାର|6:ନି/ନିୟୁତ|9:ବି/ଶହକୋଟି|12:ଟ୍ରି/ଲକ୍ଷକୋଟି",
    "pa": "3:ਹਜ਼ਾਰ|5:ਲੱਖ|7:ਕਰੋੜ|9:ਅਰਬ|11:ਖਰਬ|13:ਨੀਲ",
    "pl": (
        "3:tys/tysiąc/tysiące/tysięcy/tysiąca|6:mln/milion/miliony/milionów/miliona|9:mld/miliard/miliardy/miliardów/"
        "miliarda|12:bln/bilion/biliony/bilionów/biliona"
    ),
    "ps": "3:K|6:M|9:B/G|12:T",
    "pt": "3:mil|6:mi/milhão/milhões|9:bi/bilhão/bilhões|12:tri/trilhão/trilhões",
    "ro": (
        "3:K/mie/mii/de mii|6:mil/milion/milioane/de milioane|9:mld/miliard/miliarde/de miliarde|12:tril/trilion/"
        "trilioane/de trilioane"
    ),
    "ru": (
        "3:тыс/тысяча/тысячи/тысяч|6:млн/миллион/миллиона/миллионов|9:млрд/миллиард/миллиарда/миллиардов|12:трлн/"
        "триллион/триллиона/триллионов"
    ),
    "sd": "3:هزار/ھزار|6:ملين|9:بلين|12:ٽرلين",
    "si": "3:^ද/^දහස|6:^මි/^මිලියන|9:^බි/^බිලියන|12:^ට්‍රි/^ට්‍රිලියන",
    "sk": (
        "3:tis/tisíc/tisíce/tisíca|6:mil/milión/miliónov/milióny/milióna|9:mld/miliarda/miliárd/miliardy|12:bil/bilión/"
        "biliónov/bilióny/bilióna"
    ),
    "sl": (
        "3:tis/tisoč|6:mio/milijon/milijona/milijone/milijoni/milijonov|9:mrd/milijarda/milijardi/milijarde/milijard|"
        "12:bil/bilijon/bilijona/bilijoni/bilijonov"
    ),
    "so": "3:K/kun/Kun|6:M/Milyan|9:B/Bilyan|12:T/Tirilyan",
    "sq": "3:mijë|6:mln/milion|9:mld/miliard|12:bln/bilion",
    "sr": (
        "3:хиљ/хиљада/хиљаде|6:мил/милион/милиона|9:млрд/милијарда/милијарде/милијарди|12:бил/билион/билиона"
    ),
    "sr_Latn": (
        "3:hilj/hiljada/hiljade|6:mil/milion/miliona|9:mlrd/milijarda/milijarde/milijardi|12:bil/bilion/biliona"
    ),
    "sv": "3:tn/tusen|6:mn/miljon/miljoner|9:md/miljard/miljarder|12:bn/biljon/biljoner",
    "sw": "3:^elfu|6:M/^milioni|9:B/^bilioni|12:T/^trilioni",
    "ta": "3:ஆ/ஆயிரம்|6:மி/மில்லியன்|9:பி/பில்லியன்|12:டி/டிரில்லியன்",
    "te": (
        "3:వే/వేయి/వేలు|6:మి/మిలియన్/మిలియన్లు|9:బి/బిలియన్/బిలియన్లు|12:ట్రి/ట్రిలియన్/ట్రిలియన్లు"
    ),
    "th": "3:K/พัน|4:หมื่น|5:แสน|6:M/ล้าน|9:B/พันล้าน|10:หมื่นล้าน|11:แสนล้าน|12:T/ล้านล้าน",
    "tk": "3:müň|6:mln/million|9:mlrd/milliard|12:trln/trillion",
    "tr": "3:B/bin|6:Mn/milyon|9:Mr/milyar|12:Tn/trilyon",
    "uk": (
        "3:тис/тисяча/тисячі/тисяч|6:млн/мільйон/мільйони/мільйонів/мільйона|9:млрд/мільярд/мільярди/мільярдів/мільярда|"
        "12:трлн/трильйон/трильйони/трильйонів/трильйона"
    ),
    "ur": "3:ہزار|5:لاکھ|7:کروڑ|9:ارب|11:کھرب|12:ٹریلین",
    "uz": "3:ming|6:mln/million|9:mlrd/milliard|12:trln/trillion",
    "vi": "3:N/nghìn|6:Tr/triệu|9:T/tỷ|12:NT/nghìn tỷ",
    "yue": "3:千|4:萬|8:億|12:兆",
    "zh": "4:万|8:亿|12:万亿",
    "zh_Hant": "4:萬|8:億|12:兆",
    "zu": "3:K/inkulungwane|6:M/isigidi|9:B/isigidi sezigidi|12:T/isigidintathu",
    "en_IN": "3:K/thousand|5:L|6:million|7:Cr|9:billion|10:KCr|12:LCr/trillion",
    "es_419": "3:K/k/mil|6:M/millón/millones|9:mil M/mil millones|12:B/billón/billones",
    "es_MX": "3:k/mil|6:M/millón/millones|9:mil M/mil millones|12:B/billón/billones",
    "es_US": "3:K/mil|6:M/millón/millones|9:mil M/mil millones|12:B/billón/billones",
    "pt_PT": "3:mil|6:M/milhão/milhões|9:mM/mil milhões|12:Bi/bilião/biliões",
    "fr_CA": "3:k/mille|6:M/million/millions|9:G/milliard/milliards|12:T/billion/billions",
    "zh_Hant_HK": "3:K|6:M|9:B|12:T",
}
"""Language -> ``power of ten:unit/unit`` between ``|``; ``^`` = stands before the number."""

DECIMAL_POINT = {
    "languages": (
        "am ar as bn cy en fa fil ga gu he hi ja km kn ko ml mn mr ms my ne or pa sd si so sw ta te th ur yue zh zh_Hant "
        "zu en_GB en_AU en_CA en_IN es_419 es_MX es_US de_CH it_CH ar_EG ar_SA zh_Hant_HK"
    ),
}
"""Languages whose decimal sign is the full stop; the others write a comma."""
