"""Month names of many languages and the order of their short dates.

Written by scripts/cldr_tables.py from CLDR through Babel; do not edit.
"""

MONTHS = {
    "af": (
        "januarie/jan|februarie/feb|maart/mrt|april/apr|mei|junie/jun|julie/jul|augustus/aug|september/sep|oktober/okt|"
        "november/nov|desember/des"
    ),
    "am": (
        "ጃንዋሪ/ጃን|ፌብሩዋሪ/ፌብ|ማርች|ኤፕሪል/ኤፕሪ|ሜይ|ጁን|ጁላይ|ኦገስት/ኦገስ|ሴፕቴምበር/ሴፕቴ|ኦክቶበር/ኦክቶ|ኖቬምበር/ኖቬም|ዲሴምበር/ዲሴም"
    ),
    "ar": "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
    "as": (
        "জানুৱাৰী/জানু|ফেব্ৰুৱাৰী/ফেব্ৰু|মাৰ্চ|এপ্ৰিল|মে|জুন|জুলাই|আগষ্ট/আগ|ছেপ্তেম্বৰ/ছেপ্তে|অক্টোবৰ/অক্টো|নৱেম্বৰ/নৱে|"
        "ডিচেম্বৰ/ডিচে"
    ),
    "az": (
        "yanvar/yan|fevral/fev|mart/mar|aprel/apr|may|iyun/iyn|iyul/iyl|avqust/avq|sentyabr/sen|oktyabr/okt|noyabr/noy|"
        "dekabr/dek"
    ),
    "be": (
        "студзеня/студзень/сту|лютага/люты/лют|сакавіка/сакавік/сак|красавіка/красавік/кра|мая/май|чэрвеня/чэрвень/чэр|"
        "ліпеня/ліпень/ліп|жніўня/жнівень/жні|верасня/верасень/вер|кастрычніка/кастрычнік/кас|лістапада/лістапад/ліс|"
        "снежня/снежань/сне"
    ),
    "bg": (
        "януари/яну|февруари/фев|март|април/апр|май|юни|юли|август/авг|септември/сеп|октомври/окт|ноември/ное|декември/"
        "дек"
    ),
    "bn": (
        "জানুয়ারী/জানু|ফেব্রুয়ারী/ফেব|মার্চ|এপ্রিল/এপ্রি|মে|জুন|জুলাই/জুল|আগস্ট/আগ|সেপ্টেম্বর/সেপ|অক্টোবর/অক্টো|"
        "নভেম্বর/নভে|ডিসেম্বর/ডিসে"
    ),
    "bs": (
        "januar/jan|februar/feb|mart/mar|april/apr|maj|juni/jun|juli/jul|august/aug|septembar/sep|oktobar/okt|novembar/"
        "nov|decembar/dec"
    ),
    "ca": (
        "de gener/gener/de gen/gen|de febrer/febrer/de febr/febr|de març/març|d abril/abril/d abr/abr|de maig/maig|"
        "de juny/juny|de juliol/juliol/de jul/jul|d agost/agost/d ag/ag|de setembre/setembre/de set/set|d octubre/"
        "octubre/d oct/oct|de novembre/novembre/de nov/nov|de desembre/desembre/de des/des"
    ),
    "cs": (
        "ledna/leden/led|února/únor/úno|března/březen/bře|dubna/duben/dub|května/květen/kvě|června/červen/čvn|července/"
        "červenec/čvc|srpna/srpen/srp|září/zář|října/říjen/říj|listopadu/listopad/lis|prosince/prosinec/pro"
    ),
    "cy": (
        "ionawr/ion|chwefror/chwef/chw|mawrth/maw|ebrill/ebr|mai|mehefin/meh|gorffennaf/gorff/gor|awst|medi|hydref/hyd|"
        "tachwedd/tach|rhagfyr/rhag"
    ),
    "da": (
        "januar/jan|februar/feb|marts/mar|april/apr|maj|juni/jun|juli/jul|august/aug|september/sep|oktober/okt|november/"
        "nov|december/dec"
    ),
    "de": (
        "januar/jan|februar/feb|märz/mär|april/apr|mai|juni/jun|juli/jul|august/aug|september/sept/sep|oktober/okt|"
        "november/nov|dezember/dez"
    ),
    "el": (
        "ιανουαρίου/ιανουάριος/ιαν|φεβρουαρίου/φεβρουάριος/φεβ|μαρτίου/μάρτιος/μαρ/μάρ|απριλίου/απρίλιος/απρ|μαΐου/μάιος/"
        "μαΐ/μάι|ιουνίου/ιούνιος/ιουν/ιούν|ιουλίου/ιούλιος/ιουλ/ιούλ|αυγούστου/αύγουστος/αυγ/αύγ|σεπτεμβρίου/σεπτέμβριος/"
        "σεπ|οκτωβρίου/οκτώβριος/οκτ|νοεμβρίου/νοέμβριος/νοε/νοέ|δεκεμβρίου/δεκέμβριος/δεκ"
    ),
    "en": (
        "january/jan|february/feb|march/mar|april/apr|may|june/jun|july/jul|august/aug|september/sep|october/oct|"
        "november/nov|december/dec"
    ),
    "es": (
        "enero/ene|febrero/feb|marzo/mar|abril/abr|mayo/may|junio/jun|julio/jul|agosto/ago|septiembre/sept|octubre/oct|"
        "noviembre/nov|diciembre/dic"
    ),
    "et": (
        "jaanuar/jaan|veebruar/veebr|märts|aprill/apr|mai|juuni|juuli|august/aug|september/sept|oktoober/okt|november/"
        "nov|detsember/dets"
    ),
    "eu": (
        "urtarrila/urt/urtarrilaren/urt ren|otsaila/ots/otsailaren/ots ren|martxoa/mar/martxoaren/mar ren|apirila/api/"
        "apirilaren/api ren|maiatza/mai/maiatzaren/mai ren|ekaina/eka/ekainaren/eka ren|uztaila/uzt/uztailaren/uzt ren|"
        "abuztua/abu/abuztuaren/abu ren|iraila/ira/irailaren/ira ren|urria/urr/urriaren/urr ren|azaroa/aza/azaroaren/"
        "aza ren|abendua/abe/abenduaren/abe ren"
    ),
    "fa": (
        "ژانویهٔ/ژانویه|فوریهٔ/فوریه|مارس|آوریل|مهٔ/مه|ژوئن|ژوئیهٔ/ژوئیه|اوت|سپتامبر|اکتبر|نوامبر|دسامبر"
    ),
    "fi": (
        "tammikuuta/tammikuu/tammi|helmikuuta/helmikuu/helmi|maaliskuuta/maaliskuu/maalis|huhtikuuta/huhtikuu/huhti|"
        "toukokuuta/toukokuu/touko|kesäkuuta/kesäkuu/kesä|heinäkuuta/heinäkuu/heinä|elokuuta/elokuu/elo|syyskuuta/"
        "syyskuu/syys|lokakuuta/lokakuu/loka|marraskuuta/marraskuu/marras|joulukuuta/joulukuu/joulu"
    ),
    "fil": (
        "enero/ene|pebrero/peb|marso/mar|abril/abr|mayo/may|hunyo/hun|hulyo/hul|agosto/ago|setyembre/set|oktubre/okt|"
        "nobyembre/nob|disyembre/dis"
    ),
    "fr": (
        "janvier/janv|février/févr|mars|avril/avr|mai|juin|juillet/juil|août|septembre/sept|octobre/oct|novembre/nov|"
        "décembre/déc"
    ),
    "ga": (
        "eanáir/ean|feabhra/feabh|márta|aibreán/aib|bealtaine/beal|meitheamh/meith|iúil|lúnasa/lún|meán fómhair/mfómh|"
        "deireadh fómhair/dfómh|samhain/samh|nollaig/noll"
    ),
    "gl": (
        "xaneiro/xan|febreiro/feb|marzo/mar|abril/abr|maio|xuño|xullo/xul|agosto/ago|setembro/set|outubro/out|novembro/"
        "nov|decembro/dec"
    ),
    "gu": (
        "જાન્યુઆરી/જાન્યુ|ફેબ્રુઆરી/ફેબ્રુ|માર્ચ|એપ્રિલ|મે|જૂન|જુલાઈ|ઑગસ્ટ|સપ્ટેમ્બર/સપ્ટે|ઑક્ટોબર/ઑક્ટો|નવેમ્બર/નવે|"
        "ડિસેમ્બર/ડિસે"
    ),
    "he": (
        "ינואר/ינו/בינואר/בינו|פברואר/פבר/בפברואר/בפבר|מרץ/במרץ|אפריל/אפר/באפריל/באפר|מאי/במאי|יוני/ביוני|יולי/ביולי|"
        "אוגוסט/אוג/באוגוסט/באוג|ספטמבר/ספט/בספטמבר/בספט|אוקטובר/אוק/באוקטובר/באוק|נובמבר/נוב/בנובמבר/בנוב|דצמבר/דצמ/"
        "בדצמבר/בדצמ"
    ),
    "hi": (
        "जनवरी/जन|फ़रवरी/फ़र|मार्च|अप्रैल|मई|जून|जुलाई/जुल|अगस्त/अग|सितंबर/सित|अक्टूबर/अक्टू|नवंबर/नव|दिसंबर/दिस"
    ),
    "hr": (
        "siječnja/siječanj/sij|veljače/veljača/velj|ožujka/ožujak/ožu|travnja/travanj/tra|svibnja/svibanj/svi|lipnja/"
        "lipanj/lip|srpnja/srpanj/srp|kolovoza/kolovoz/kol|rujna/rujan/ruj|listopada/listopad/lis|studenoga/studeni/stu|"
        "prosinca/prosinac/pro"
    ),
    "hu": (
        "január/jan|február/febr|március/márc|április/ápr|május/máj|június/jún|július/júl|augusztus/aug|szeptember/szept|"
        "október/okt|november/nov|december/dec"
    ),
    "hy": (
        "հունվարի/հունվար/հնվ|փետրվարի/փետրվար/փտվ|մարտի/մարտ/մրտ|ապրիլի/ապրիլ/ապր|մայիսի/մայիս/մյս|հունիսի/հունիս/հնս|"
        "հուլիսի/հուլիս/հլս|օգոստոսի/օգոստոս/օգս|սեպտեմբերի/սեպտեմբեր/սեպ|հոկտեմբերի/հոկտեմբեր/հոկ|նոյեմբերի/նոյեմբեր/"
        "նոյ|դեկտեմբերի/դեկտեմբեր/դեկ"
    ),
    "id": (
        "januari/jan|februari/feb|maret/mar|april/apr|mei|juni/jun|juli/jul|agustus/agu|september/sep|oktober/okt|"
        "november/nov|desember/des"
    ),
    "is": (
        "janúar/jan|febrúar/feb|mars/mar|apríl/apr|maí|júní/jún|júlí/júl|ágúst/ágú|september/sep|október/okt|nóvember/"
        "nóv|desember/des"
    ),
    "it": (
        "gennaio/gen|febbraio/feb|marzo/mar|aprile/apr|maggio/mag|giugno/giu|luglio/lug|agosto/ago|settembre/set|ottobre/"
        "ott|novembre/nov|dicembre/dic"
    ),
    "ja": "1 月|2 月|3 月|4 月|5 月|6 月|7 月|8 月|9 月|10 月|11 月|12 月",
    "ka": (
        "იანვარი/იან|თებერვალი/თებ|მარტი/მარ|აპრილი/აპრ|მაისი/მაი|ივნისი/ივნ|ივლისი/ივლ|აგვისტო/აგვ|სექტემბერი/სექ|"
        "ოქტომბერი/ოქტ|ნოემბერი/ნოე|დეკემბერი/დეკ"
    ),
    "kk": (
        "қаңтар/қаң|ақпан/ақп|наурыз/нау|сәуір/сәу|мамыр/мам|маусым/мау|шілде/шіл|тамыз/там|қыркүйек/қыр|қазан/қаз|"
        "қараша/қар|желтоқсан/жел"
    ),
    "km": "មករា|កុម្ភៈ|មីនា|មេសា|ឧសភា|មិថុនា|កក្កដា|សីហា|កញ្ញា|តុលា|វិច្ឆិកា|ធ្នូ",
    "kn": (
        "ಜನವರಿ/ಜನ|ಫೆಬ್ರವರಿ/ಫೆಬ್ರ|ಮಾರ್ಚ್|ಏಪ್ರಿಲ್/ಏಪ್ರಿ|ಮೇ|ಜೂನ್|ಜುಲೈ|ಆಗಸ್ಟ್/ಆಗ|ಸೆಪ್ಟೆಂಬರ್/ಸೆಪ್ಟೆಂ|ಅಕ್ಟೋಬರ್/ಅಕ್ಟೋ|ನವೆಂಬರ್/"
        "ನವೆಂ|ಡಿಸೆಂಬರ್/ಡಿಸೆಂ"
    ),
    "ko": "1 월|2 월|3 월|4 월|5 월|6 월|7 월|8 월|9 월|10 월|11 월|12 월",
    "ky": (
        "январь/янв|февраль/фев|март/мар|апрель/апр|май|июнь/июн|июль/июл|август/авг|сентябрь/сен|октябрь/окт|ноябрь/ноя|"
        "декабрь/дек"
    ),
    "lo": (
        "ມັງກອນ/ມ ກ|ກຸມພາ/ກ ພ|ມີນາ/ມ ນ|ເມສາ/ມ ສ|ພຶດສະພາ/ພ ພ|ມິຖຸນາ/ມິ ຖ|ກໍລະກົດ/ກ ລ|ສິງຫາ/ສ ຫ|ກັນຍາ/ກ ຍ|ຕຸລາ/ຕ ລ|ພະຈິກ/"
        "ພ ຈ|ທັນວາ/ທ ວ"
    ),
    "lt": (
        "sausio/sausis/saus|vasario/vasaris/vas|kovo/kovas/kov|balandžio/balandis/bal|gegužės/gegužė/geg|birželio/"
        "birželis/birž|liepos/liepa/liep|rugpjūčio/rugpjūtis/rugp|rugsėjo/rugsėjis/rugs|spalio/spalis/spal|lapkričio/"
        "lapkritis/lapkr|gruodžio/gruodis/gruod"
    ),
    "lv": (
        "janvāris/janv|februāris/febr|marts|aprīlis/apr|maijs|jūnijs/jūn|jūlijs/jūl|augusts/aug|septembris/sept|oktobris/"
        "okt|novembris/nov|decembris/dec"
    ),
    "mk": (
        "јануари/јан|февруари/фев|март/мар|април/апр|мај|јуни/јун|јули/јул|август/авг|септември/сеп|октомври/окт|ноември/"
        "ное|декември/дек"
    ),
    "ml": (
        "ജനുവരി/ജനു|ഫെബ്രുവരി/ഫെബ്രു|മാർച്ച്/മാർ|ഏപ്രിൽ/ഏപ്രി|മേയ്|ജൂൺ|ജൂലൈ|ഓഗസ്റ്റ്/ഓഗ|സെപ്റ്റംബർ/സെപ്റ്റം|ഒക്‌ടോബർ/"
        "ഒക്ടോ|നവംബർ/നവം|ഡിസംബർ/ഡിസം"
    ),
    "mn": (
        "нэгдүгээр сар/1 р сар/нэгдүгээр сарын/1 р сарын|хоёрдугаар сар/2 р сар/хоёрдугаар сарын/2 р сарын|"
        "гуравдугаар сар/3 р сар/гуравдугаар сарын/3 р сарын|дөрөвдүгээр сар/4 р сар/дөрөвдүгээр сарын/4 р сарын|"
        "тавдугаар сар/5 р сар/тавдугаар сарын/5 р сарын|зургаадугаар сар/6 р сар/зургаадугаар сарын/6 р сарын|"
        "долоодугаар сар/7 р сар/долоодугаар сарын/7 р сарын|наймдугаар сар/8 р сар/наймдугаар сарын/8 р сарын|"
        "есдүгээр сар/9 р сар/есдүгээр сарын/9 р сарын|аравдугаар сар/10 р сар/аравдугаар сарын/10 р сарын|"
        "арван нэгдүгээр сар/11 р сар/арван нэгдүгээр сарын/11 р сарын|арван хоёрдугаар сар/12 р сар/"
        "арван хоёрдугаар сарын/12 р сарын"
    ),
    "mr": (
        "जानेवारी/जाने|फेब्रुवारी/फेब्रु|मार्च|एप्रिल/एप्रि|मे|जून|जुलै|ऑगस्ट/ऑग|सप्टेंबर/सप्टें|ऑक्टोबर/ऑक्टो|नोव्हेंबर/"
        "नोव्हें|डिसेंबर/डिसें"
    ),
    "ms": (
        "januari/jan|februari/feb|mac|april/apr|mei|jun|julai/jul|ogos/ogo|september/sep|oktober/okt|november/nov|"
        "disember/dis"
    ),
    "my": (
        "ဇန်နဝါရီ/ဇန်|ဖေဖော်ဝါရီ/ဖေ|မတ်|ဧပြီ/ဧ|မေ|ဇွန်|ဇူလိုင်/ဇူ|ဩဂုတ်/ဩ|စက်တင်ဘာ/စက်|အောက်တိုဘာ/အောက်|နိုဝင်ဘာ/နို|"
        "ဒီဇင်ဘာ/ဒီ"
    ),
    "nb": (
        "januar/jan|februar/feb|mars/mar|april/apr|mai|juni/jun|juli/jul|august/aug|september/sep|oktober/okt|november/"
        "nov|desember/des"
    ),
    "ne": "जनवरी|फेब्रुअरी|मार्च|अप्रिल|मे|जुन|जुलाई|अगस्ट|सेप्टेम्बर|अक्टोबर|नोभेम्बर|डिसेम्बर",
    "nl": (
        "januari/jan|februari/feb|maart/mrt|april/apr|mei|juni/jun|juli/jul|augustus/aug|september/sep|oktober/okt|"
        "november/nov|december/dec"
    ),
    "nn": (
        "januar/jan|februar/feb|mars/mar|april/apr|mai|juni/jun|juli/jul|august/aug|september/sep|oktober/okt|november/"
        "nov|desember/des"
    ),
    "or": "ଜାନୁଆରୀ|ଫେବୃଆରୀ|ମାର୍ଚ୍ଚ|ଅପ୍ରେଲ|ମଇ|ଜୁନ|ଜୁଲାଇ|ଅଗଷ୍ଟ|ସେପ୍ଟେମ୍ବର|ଅକ୍ଟୋବର|ନଭେମ୍ବର|ଡିସେମ୍ବର",
    "pa": (
        "ਜਨਵਰੀ/ਜਨ|ਫ਼ਰਵਰੀ/ਫ਼ਰ|ਮਾਰਚ|ਅਪ੍ਰੈਲ/ਅਪ੍ਰੈ|ਮਈ|ਜੂਨ|ਜੁਲਾਈ/ਜੁਲਾ|ਅਗਸਤ/ਅਗ|ਸਤੰਬਰ/ਸਤੰ|ਅਕਤੂਬਰ/ਅਕਤੂ|ਨਵੰਬਰ/ਨਵੰ|ਦਸੰਬਰ/ਦਸੰ"
    ),
    "pl": (
        "stycznia/styczeń/sty|lutego/luty/lut|marca/marzec/mar|kwietnia/kwiecień/kwi|maja/maj|czerwca/czerwiec/cze|lipca/"
        "lipiec/lip|sierpnia/sierpień/sie|września/wrzesień/wrz|października/październik/paź|listopada/listopad/lis|"
        "grudnia/grudzień/gru"
    ),
    "ps": "جنوري|فبروري/فېبروري|مارچ|اپریل|مۍ|جون|جولای|اګست|سېپتمبر/سپتمبر|اکتوبر|نومبر|دسمبر",
    "pt": (
        "janeiro/jan|fevereiro/fev|março/mar|abril/abr|maio/mai|junho/jun|julho/jul|agosto/ago|setembro/set|outubro/out|"
        "novembro/nov|dezembro/dez"
    ),
    "ro": (
        "ianuarie/ian|februarie/feb|martie/mar|aprilie/apr|mai|iunie/iun|iulie/iul|august/aug|septembrie/sept|octombrie/"
        "oct|noiembrie/nov|decembrie/dec"
    ),
    "ru": (
        "января/январь/янв|февраля/февраль/февр|марта/март/мар|апреля/апрель/апр|мая/май|июня/июнь/июн|июля/июль/июл|"
        "августа/август/авг|сентября/сентябрь/сент|октября/октябрь/окт|ноября/ноябрь/нояб|декабря/декабрь/дек"
    ),
    "sd": "جنوري|فيبروري|مارچ|اپريل|مئي|جون|جولاءِ|آگسٽ|سيپٽمبر|آڪٽوبر|نومبر|ڊسمبر",
    "si": (
        "ජනවාරි/ජන|පෙබරවාරි/පෙබ|මාර්තු/මාර්|අප්‍රේල්|මැයි|ජූනි|ජූලි|අගෝස්තු/අගෝ|සැප්තැම්බර්/සැප්|ඔක්තෝබර්/ඔක්|නොවැම්බර්/"
        "නොවැ|දෙසැම්බර්/දෙසැ"
    ),
    "sk": (
        "januára/január/jan|februára/február/feb|marca/marec/mar|apríla/apríl/apr|mája/máj|júna/jún|júla/júl|augusta/"
        "august/aug|septembra/september/sep|októbra/október/okt|novembra/november/nov|decembra/december/dec"
    ),
    "sl": (
        "januar/jan|februar/feb|marec/mar|april/apr|maj|junij/jun|julij/jul|avgust/avg|september/sep|oktober/okt|"
        "november/nov|december/dec"
    ),
    "so": (
        "janaayo/jannaayo/jan|febraayo/feb|maarso/mar|abriil/abr|maayo/may|juun/jun|luulyo/lul|agosto/ogosto/ogs|"
        "sebtembar/sebteembar/seb|oktoobar/okt|noofeembar/nof|diseembar/dis"
    ),
    "sq": (
        "janar/jan|shkurt/shk|mars/mar|prill/pri|maj|qershor/qer|korrik/korr|gusht/gush|shtator/sht|tetor/tet|nëntor/nën|"
        "dhjetor/dhj"
    ),
    "sr": (
        "јануар/јан|фебруар/феб|март/мар|април/апр|мај|јун|јул|август/авг|септембар/сеп|октобар/окт|новембар/нов|"
        "децембар/дец"
    ),
    "sr_Latn": (
        "januar/jan|februar/feb|mart/mar|april/apr|maj|jun|jul|avgust/avg|septembar/sep|oktobar/okt|novembar/nov|"
        "decembar/dec"
    ),
    "sv": (
        "januari/jan|februari/feb|mars|april/apr|maj|juni|juli|augusti/aug|september/sep|oktober/okt|november/nov|"
        "december/dec"
    ),
    "sw": (
        "januari/jan|februari/feb|machi/mac|aprili/apr|mei|juni/jun|julai/jul|agosti/ago|septemba/sep|oktoba/okt|novemba/"
        "nov|desemba/des"
    ),
    "ta": (
        "ஜனவரி/ஜன|பிப்ரவரி/பிப்|மார்ச்/மார்|ஏப்ரல்/ஏப்|மே|ஜூன்|ஜூலை|ஆகஸ்ட்/ஆக|செப்டம்பர்/செப்|அக்டோபர்/அக்|நவம்பர்/நவ|"
        "டிசம்பர்/டிச"
    ),
    "te": (
        "జనవరి/జన|ఫిబ్రవరి/ఫిబ్ర|మార్చి|ఏప్రిల్/ఏప్రి|మే|జూన్|జులై|ఆగస్టు/ఆగ|సెప్టెంబర్/సెప్టెం|అక్టోబర్/అక్టో|నవంబర్/"
        "నవం|డిసెంబర్/డిసెం"
    ),
    "th": (
        "มกราคม/ม ค|กุมภาพันธ์/ก พ|มีนาคม/มี ค|เมษายน/เม ย|พฤษภาคม/พ ค|มิถุนายน/มิ ย|กรกฎาคม/ก ค|สิงหาคม/ส ค|กันยายน/ก ย|"
        "ตุลาคม/ต ค|พฤศจิกายน/พ ย|ธันวาคม/ธ ค"
    ),
    "tk": (
        "ýanwar/ýan|fewral/few|mart/mar|aprel/apr|maý|iýun|iýul|awgust/awg|sentýabr/sen|oktýabr/okt|noýabr/noý|dekabr/dek"
    ),
    "tr": (
        "ocak/oca|şubat/şub|mart/mar|nisan/nis|mayis/may|haziran/haz|temmuz/tem|ağustos/ağu|eylül/eyl|ekim/eki|kasim/kas|"
        "aralik/ara"
    ),
    "uk": (
        "січня/січень/січ|лютого/лютий/лют|березня/березень/бер|квітня/квітень/квіт|травня/травень/трав|червня/червень/"
        "черв|липня/липень/лип|серпня/серпень/серп|вересня/вересень/вер|жовтня/жовтень/жовт|листопада/листопад/лист|"
        "грудня/грудень/груд"
    ),
    "ur": "جنوری|فروری|مارچ|اپریل|مئی|جون|جولائی|اگست|ستمبر|اکتوبر|نومبر|دسمبر",
    "uz": (
        "yanvar/yan|fevral/fev|mart/mar|aprel/apr|may|iyun/iyn|iyul/iyl|avgust/avg|sentabr/sen|oktabr/okt|noyabr/noy|"
        "dekabr/dek"
    ),
    "vi": (
        "tháng 1/thg 1|tháng 2/thg 2|tháng 3/thg 3|tháng 4/thg 4|tháng 5/thg 5|tháng 6/thg 6|tháng 7/thg 7|tháng 8/thg 8|"
        "tháng 9/thg 9|tháng 10/thg 10|tháng 11/thg 11|tháng 12/thg 12"
    ),
    "yue": "1 月|2 月|3 月|4 月|5 月|6 月|7 月|8 月|9 月|10 月|11 月|12 月",
    "zh": (
        "一月/1 月|二月/2 月|三月/3 月|四月/4 月|五月/5 月|六月/6 月|七月/7 月|八月/8 月|九月/9 月|十月/10 月|十一月/11 月|十二月/12 月"
    ),
    "zh_Hant": "1 月|2 月|3 月|4 月|5 月|6 月|7 月|8 月|9 月|10 月|11 月|12 月",
    "zu": (
        "januwari/jan|februwari/feb|mashi/mas|ephreli/eph|meyi/mey|juni/jun|julayi/jul|agasti/aga|septhemba/sep|okthoba/"
        "okt|novemba/nov|disemba/dis"
    ),
    "en_GB": (
        "january/jan|february/feb|march/mar|april/apr|may|june/jun|july/jul|august/aug|september/sept|october/oct|"
        "november/nov|december/dec"
    ),
    "en_AU": (
        "january/jan|february/feb|march/mar|april/apr|may|june|july|august/aug|september/sept|october/oct|november/nov|"
        "december/dec"
    ),
    "en_IN": (
        "january/jan|february/feb|march/mar|april/apr|may|june/jun|july/jul|august/aug|september/sept|october/oct|"
        "november/nov|december/dec"
    ),
    "es_MX": (
        "enero/ene|febrero/feb|marzo/mar|abril/abr|mayo/may|junio/jun|julio/jul|agosto/ago|septiembre/sep|octubre/oct|"
        "noviembre/nov|diciembre/dic"
    ),
    "fr_CA": (
        "janvier/janv|février/févr|mars|avril/avr|mai|juin|juillet/juill|août|septembre/sept|octobre/oct|novembre/nov|"
        "décembre/déc"
    ),
    "de_AT": (
        "jänner/jän|februar/feb|märz/mär|april/apr|mai|juni/jun|juli/jul|august/aug|september/sep|oktober/okt|november/"
        "nov|dezember/dez"
    ),
    "ar_MA": "يناير|فبراير|مارس|أبريل|ماي|يونيو|يوليوز|غشت|شتنبر|أكتوبر|نونبر|دجنبر",
    "zh_Hant_HK": "1 月|2 月|3 月|4 月|5 月|6 月|7 月|8 月|9 月|10 月|11 月|12 月",
}
"""Language -> months between ``|``, spellings between ``/``, as folding.words spells them."""

ORDERS = {
    "DMY": (
        "am ar as az be bg bn bs ca cs cy da de el es et fi fr ga gl gu he hi hr hy id is it ka kk km kn ky lo lv mk ml "
        "mr ms my nb nl nn pa pl pt ro ru sk sl so sq sr sw ta te th tk tr uk ur uz vi en_001 en_GB en_AU en_NZ en_IE "
        "en_IN en_SG en_HK en_PK en_NG en_KE en_MY en_BE zh_Hant_HK zh_SG"
    ),
    "MDY": "en fil or zu es_PR es_PA",
    "YMD": "af eu fa hu ja ko lt mn ne ps sd si sv yue zh en_CA en_ZA en_SE fr_CA",
}
"""Order of day, month and year in short dates -> the languages that write so."""
