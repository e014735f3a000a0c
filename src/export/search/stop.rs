//! Words that stand in every text and say nothing about it, by language: they are neither indexed nor looked for.

use crate::parse::name::primary_language;

/// Those of a language, folded, with one space between; none where it is not known here.
pub(super) fn words(language: &str) -> &'static str {
    match primary_language(language) {
        "en" => {
            "a about all also an and any are as at be been but by can could did do does for from had has have he her his how i if in into is it its \
             me more my no not of on or our she should so such than that the their them then there these they this those to was we were what when \
             where which who whom whose why will with would you your"
        }
        "tr" => {
            "acaba ama ancak bir bu bunu bunun da de diye gibi hangi hem her icin ile ise iste kadar kim kimin ki mi mu nasil ne neden nerede o olan \
             olarak oldu onun sonra su ve veya ya"
        }
        "uk" => {
            "а або але б би був була було були в від вже ви він вона вони воно все г да де для до є ж з за зі і із й його коли кого кому котра на над не \
             ні о об от по при про та так також те ти то той тому у це цей ці чи чого чому що щоб щодо як яка які який якого"
        }
        "ru" => {
            "а без бы был была были было в вот вы где да для до его ее если же за зачем и из или им их к как какая какие какой когда ко кого кому \
             кто ли мы на над не нет ни но о об он она они оно от по почему при про с со так также то тот у уже чего чем что чтобы эта эти это этот я"
        }
        "fr" => {
            "a au aux avec ce ces cette comment dans de des du elle elles en est et etait eu il ils je la le les leur lui mais ne nous on ou ont par \
             pas pour pourquoi qu quand que quel quelle quelles quels qui sa se ses son sont sur un une vous y"
        }
        "de" => {
            "aber als am an auch auf aus bei das dass dem den der des die ein eine einem einen einer eines er es fur hat haben ich ihr im in ist ja \
             mit nach nicht noch oder sich sie sind so uber um und uns von vor wann war warum was wem wen wenn wer werden wie wir wird wo zu zum zur"
        }
        "ar" => {
            "ان او اين اي الي التي الذي بين حتي عن علي عند في قد كان كانت كل كيف لا لم لماذا لن ليس ما متي مع من منذ هذا هذه هل هو هي و يا"
        }
        _ => "",
    }
}
