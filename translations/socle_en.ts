<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Plurals</name>
    <message numerus="yes">
        <source>%1 %2, %Ln entries</source>
        <translation>
            <numerusform>%1 %2, %Ln entry</numerusform>
            <numerusform>%1 %2, %Ln entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %n attempts</source>
        <translation>
            <numerusform>%1, %n attempt</numerusform>
            <numerusform>%1, %n attempts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %n fields</source>
        <translation>
            <numerusform>%1, %n field</numerusform>
            <numerusform>%1, %n fields</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %n left out: known, or not on this machine</source>
        <translation>
            <numerusform>%1, %n left out: known, or not on this machine</numerusform>
            <numerusform>%1, %n left out: known, or not on this machine</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %n records</source>
        <translation>
            <numerusform>%1, %n record</numerusform>
            <numerusform>%1, %n records</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, the newest %n kept, %2. Next: %3.</source>
        <translation>
            <numerusform>%1, the newest %n kept, %2. Next: %3.</numerusform>
            <numerusform>%1, the newest %n kept, %2. Next: %3.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %Ln entries</source>
        <translation>
            <numerusform>%1: %Ln entry</numerusform>
            <numerusform>%1: %Ln entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %Ln entries, %2 of them errors</source>
        <translation>
            <numerusform>%1: %Ln entry, %2 of them errors</numerusform>
            <numerusform>%1: %Ln entries, %2 of them errors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln accounts</source>
        <translation>
            <numerusform>%Ln account</numerusform>
            <numerusform>%Ln accounts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln accounts chosen</source>
        <translation>
            <numerusform>%Ln account chosen</numerusform>
            <numerusform>%Ln accounts chosen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln accounts done</source>
        <translation>
            <numerusform>%Ln account done</numerusform>
            <numerusform>%Ln accounts done</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln fields differ.</source>
        <translation>
            <numerusform>%Ln field differs.</numerusform>
            <numerusform>%Ln fields differ.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln found</source>
        <translation>
            <numerusform>%Ln found</numerusform>
            <numerusform>%Ln found</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln records are staged as they were before; review and commit them</source>
        <translation>
            <numerusform>%Ln record is staged as it was before; review and commit it</numerusform>
            <numerusform>%Ln records are staged as they were before; review and commit them</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n connections added</source>
        <translation>
            <numerusform>%n connection added</numerusform>
            <numerusform>%n connections added</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n connections exported, without passwords</source>
        <translation>
            <numerusform>%n connection exported, without passwords</numerusform>
            <numerusform>%n connections exported, without passwords</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln records</source>
        <translation>
            <numerusform>Delete %Ln record</numerusform>
            <numerusform>Delete %Ln records</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Exported %Ln accounts</source>
        <translation>
            <numerusform>Exported %Ln account</numerusform>
            <numerusform>Exported %Ln accounts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln accounts match</source>
        <translation>
            <numerusform>%Ln account matches</numerusform>
            <numerusform>%Ln accounts match</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln accounts refused: %1</source>
        <translation>
            <numerusform>%Ln account refused: %1</numerusform>
            <numerusform>%Ln accounts refused: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln changed</source>
        <translation>
            <numerusform>%Ln changed</numerusform>
            <numerusform>%Ln changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln collections: %1</source>
        <translation>
            <numerusform>%Ln collection: %1</numerusform>
            <numerusform>%Ln collections: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln columns</source>
        <translation>
            <numerusform>%Ln column</numerusform>
            <numerusform>%Ln columns</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln deleted</source>
        <translation>
            <numerusform>%Ln deleted</numerusform>
            <numerusform>%Ln deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln deletions staged</source>
        <translation>
            <numerusform>%Ln deletion staged</numerusform>
            <numerusform>%Ln deletions staged</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln edited</source>
        <translation>
            <numerusform>%Ln edited</numerusform>
            <numerusform>%Ln edited</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln entries</source>
        <translation>
            <numerusform>%Ln entry</numerusform>
            <numerusform>%Ln entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln entries loaded, more below</source>
        <translation>
            <numerusform>%Ln entry loaded, more below</numerusform>
            <numerusform>%Ln entries loaded, more below</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln failed rows of %1</source>
        <translation>
            <numerusform>%Ln failed row of %1</numerusform>
            <numerusform>%Ln failed rows of %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln failed rows of %1, the first %2 reasons</source>
        <translation>
            <numerusform>%Ln failed row of %1, the first %2 reasons</numerusform>
            <numerusform>%Ln failed rows of %1, the first %2 reasons</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln local servers running</source>
        <translation>
            <numerusform>%Ln local server running</numerusform>
            <numerusform>%Ln local servers running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln models in %1: %2</source>
        <translation>
            <numerusform>%Ln model in %1: %2</numerusform>
            <numerusform>%Ln models in %1: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln need attention</source>
        <translation>
            <numerusform>%Ln needs attention</numerusform>
            <numerusform>%Ln need attention</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln groups</source>
        <translation>
            <numerusform>%Ln group</numerusform>
            <numerusform>%Ln groups</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new</source>
        <translation>
            <numerusform>%Ln new</numerusform>
            <numerusform>%Ln new</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new entries, go to the newest</source>
        <translation>
            <numerusform>%Ln new entry, go to the newest</numerusform>
            <numerusform>%Ln new entries, go to the newest</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new records staged</source>
        <translation>
            <numerusform>%Ln new record staged</numerusform>
            <numerusform>%Ln new records staged</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln records are kept</source>
        <translation>
            <numerusform>%Ln record is kept</numerusform>
            <numerusform>%Ln records are kept</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln records do not fit; they keep their value until saved</source>
        <translation>
            <numerusform>%Ln record does not fit; it keeps its value until saved</numerusform>
            <numerusform>%Ln records do not fit; they keep their value until saved</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln records in %1</source>
        <translation>
            <numerusform>%Ln record in %1</numerusform>
            <numerusform>%Ln records in %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln records of %1 lose their link to it.</source>
        <translation>
            <numerusform>%Ln record of %1 loses its link to it.</numerusform>
            <numerusform>%Ln records of %1 lose their link to it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln records of %1 need it: it cannot be deleted before them.</source>
        <translation>
            <numerusform>%Ln record of %1 needs it: it cannot be deleted before that one.</numerusform>
            <numerusform>%Ln records of %1 need it: it cannot be deleted before them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln records staged</source>
        <translation>
            <numerusform>%Ln record staged</numerusform>
            <numerusform>%Ln records staged</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln requests  ·  %1 tokens  ·  cost %2</source>
        <translation>
            <numerusform>%Ln request  ·  %1 tokens  ·  cost %2</numerusform>
            <numerusform>%Ln requests  ·  %1 tokens  ·  cost %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln rows</source>
        <translation>
            <numerusform>%Ln row</numerusform>
            <numerusform>%Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln rows imported</source>
        <translation>
            <numerusform>%Ln row imported</numerusform>
            <numerusform>%Ln rows imported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln rows imported, %1 failed</source>
        <translation>
            <numerusform>%Ln row imported, %1 failed</numerusform>
            <numerusform>%Ln rows imported, %1 failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln rows, %1 rows/s</source>
        <translation>
            <numerusform>%Ln row, %1 rows/s</numerusform>
            <numerusform>%Ln rows, %1 rows/s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln staged</source>
        <translation>
            <numerusform>%Ln staged</numerusform>
            <numerusform>%Ln staged</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln staged changes of %1 were restored.</source>
        <translation>
            <numerusform>%Ln staged change of %1 was restored.</numerusform>
            <numerusform>%Ln staged changes of %1 were restored.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln staged edits</source>
        <translation>
            <numerusform>%Ln staged edit</numerusform>
            <numerusform>%Ln staged edits</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln superusers come along with their passwords</source>
        <translation>
            <numerusform>%Ln superuser comes along with the password</numerusform>
            <numerusform>%Ln superusers come along with their passwords</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln tabs</source>
        <translation>
            <numerusform>%Ln tab</numerusform>
            <numerusform>%Ln tabs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln tasks are still running</source>
        <translation>
            <numerusform>%Ln task is still running</numerusform>
            <numerusform>%Ln tasks are still running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n answers</source>
        <translation>
            <numerusform>%n answer</numerusform>
            <numerusform>%n answers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n choices</source>
        <translation>
            <numerusform>%n choice</numerusform>
            <numerusform>%n choices</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n codes wait to be used.</source>
        <translation>
            <numerusform>%n code waits to be used.</numerusform>
            <numerusform>%n codes wait to be used.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n d ago</source>
        <translation>
            <numerusform>%n d ago</numerusform>
            <numerusform>%n d ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n days</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n days ago</source>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n fields</source>
        <translation>
            <numerusform>%n field</numerusform>
            <numerusform>%n fields</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <translation>
            <numerusform>%n h ago</numerusform>
            <numerusform>%n h ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hidden fields</source>
        <translation>
            <numerusform>%n hidden field</numerusform>
            <numerusform>%n hidden fields</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hours</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hours ago</source>
        <translation>
            <numerusform>%n hour ago</numerusform>
            <numerusform>%n hours ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n kinds</source>
        <translation>
            <numerusform>%n kind</numerusform>
            <numerusform>%n kinds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n messages</source>
        <translation>
            <numerusform>%n message</numerusform>
            <numerusform>%n messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <translation>
            <numerusform>%n min ago</numerusform>
            <numerusform>%n min ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minutes</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minutes ago</source>
        <translation>
            <numerusform>%n minute ago</numerusform>
            <numerusform>%n minutes ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more columns are taken as proposed</source>
        <translation>
            <numerusform>%n more column is taken as proposed</numerusform>
            <numerusform>%n more columns are taken as proposed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more fields</source>
        <translation>
            <numerusform>%n more field</numerusform>
            <numerusform>%n more fields</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n records.</source>
        <translation>
            <numerusform>%n record.</numerusform>
            <numerusform>%n records.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n seconds</source>
        <translation>
            <numerusform>%n second</numerusform>
            <numerusform>%n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sign-ins wait for their second step.</source>
        <translation>
            <numerusform>%n sign-in waits for its second step.</numerusform>
            <numerusform>%n sign-ins wait for their second step.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n values</source>
        <translation>
            <numerusform>%n value</numerusform>
            <numerusform>%n values</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add %Ln new records?</source>
        <translation>
            <numerusform>Add %Ln new record?</numerusform>
            <numerusform>Add %Ln new records?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Also deletes %Ln records of %1.</source>
        <translation>
            <numerusform>Also deletes %Ln record of %1.</numerusform>
            <numerusform>Also deletes %Ln records of %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Apply %n changes</source>
        <translation>
            <numerusform>Apply %n change</numerusform>
            <numerusform>Apply %n changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>At most %Ln files</source>
        <translation>
            <numerusform>At most %Ln file</numerusform>
            <numerusform>At most %Ln files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Commit %Ln changes</source>
        <translation>
            <numerusform>Commit %Ln change</numerusform>
            <numerusform>Commit %Ln changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Committed %Ln changes.</source>
        <translation>
            <numerusform>Committed %Ln change.</numerusform>
            <numerusform>Committed %Ln changes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Connection lost. Showing data from %1. Trying again in %n s.</source>
        <translation>
            <numerusform>Connection lost. Showing data from %1. Trying again in %n s.</numerusform>
            <numerusform>Connection lost. Showing data from %1. Trying again in %n s.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Continues in %n second(s)</source>
        <translation>
            <numerusform>Continues in %n second</numerusform>
            <numerusform>Continues in %n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copied %Ln rows</source>
        <translation>
            <numerusform>Copied %Ln row</numerusform>
            <numerusform>Copied %Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Could not save: %n field(s) need attention</source>
        <translation>
            <numerusform>Could not save: %n field needs attention</numerusform>
            <numerusform>Could not save: %n fields need attention</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Counted over %Ln loaded entries</source>
        <translation>
            <numerusform>Counted over %Ln loaded entry</numerusform>
            <numerusform>Counted over %Ln loaded entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln accounts</source>
        <translation>
            <numerusform>Delete %Ln account</numerusform>
            <numerusform>Delete %Ln accounts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln accounts?</source>
        <translation>
            <numerusform>Delete %Ln account?</numerusform>
            <numerusform>Delete %Ln accounts?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n collections?</source>
        <translation>
            <numerusform>Delete %n collection?</numerusform>
            <numerusform>Delete %n collections?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Discard %Ln changes</source>
        <translation>
            <numerusform>Discard %Ln change</numerusform>
            <numerusform>Discard %Ln changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Discard %Ln staged changes?</source>
        <translation>
            <numerusform>Discard %Ln staged change?</numerusform>
            <numerusform>Discard %Ln staged changes?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drops %Ln records and their files</source>
        <translation>
            <numerusform>Drops %Ln record and its files</numerusform>
            <numerusform>Drops %Ln records and their files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drops %Ln values</source>
        <translation>
            <numerusform>Drops %Ln value</numerusform>
            <numerusform>Drops %Ln values</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Edit %Ln records</source>
        <translation>
            <numerusform>Edit %Ln record</numerusform>
            <numerusform>Edit %Ln records</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>First %1 of %Ln rows</source>
        <translation>
            <numerusform>First %1 of %Ln row</numerusform>
            <numerusform>First %1 of %Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Import %Ln rows</source>
        <translation>
            <numerusform>Import %Ln row</numerusform>
            <numerusform>Import %Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It holds %Ln records.</source>
        <translation>
            <numerusform>It holds %Ln record.</numerusform>
            <numerusform>It holds %Ln records.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It locks itself in %n minutes.</source>
        <translation>
            <numerusform>It locks itself in %n minute.</numerusform>
            <numerusform>It locks itself in %n minutes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Merge %Ln fields</source>
        <translation>
            <numerusform>Merge %Ln field</numerusform>
            <numerusform>Merge %Ln fields</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No record matches these %Ln conditions</source>
        <translation>
            <numerusform>No record matches this condition</numerusform>
            <numerusform>No record matches these %Ln conditions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Not committed: %Ln records need attention</source>
        <translation>
            <numerusform>Not committed: %Ln record needs attention</numerusform>
            <numerusform>Not committed: %Ln records need attention</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Review %n changes</source>
        <translation>
            <numerusform>Review %n change</numerusform>
            <numerusform>Review %n changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Review %n schema changes</source>
        <translation>
            <numerusform>Review %n schema change</numerusform>
            <numerusform>Review %n schema changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Rule %1 holds: %2, %n requests in %3 s from one address.</source>
        <translation>
            <numerusform>Rule %1 holds: %2, %n request in %3 s from one address.</numerusform>
            <numerusform>Rule %1 holds: %2, %n requests in %3 s from one address.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Save %Ln settings</source>
        <translation>
            <numerusform>Save %Ln setting</numerusform>
            <numerusform>Save %Ln settings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Save %n changes</source>
        <translation>
            <numerusform>Save %n change</numerusform>
            <numerusform>Save %n changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stage %Ln changes</source>
        <translation>
            <numerusform>Stage %Ln change</numerusform>
            <numerusform>Stage %Ln changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stage %Ln deletions</source>
        <translation>
            <numerusform>Stage %Ln deletion</numerusform>
            <numerusform>Stage %Ln deletions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The last %Ln rows become new records</source>
        <translation>
            <numerusform>The last row becomes a new record</numerusform>
            <numerusform>The last %Ln rows become new records</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The server did not answer within %n seconds</source>
        <translation>
            <numerusform>The server did not answer within %n second</numerusform>
            <numerusform>The server did not answer within %n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The server ended %n times within a minute</source>
        <translation>
            <numerusform>The server ended once within a minute</numerusform>
            <numerusform>The server ended %n times within a minute</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The server is being restarted or updated. Showing data from %1. Trying again in %n s.</source>
        <translation>
            <numerusform>The server is being restarted or updated. Showing data from %1. Trying again in %n s.</numerusform>
            <numerusform>The server is being restarted or updated. Showing data from %1. Trying again in %n s.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Too many requests. Continues in %n s.</source>
        <translation>
            <numerusform>Too many requests. Continues in %n s.</numerusform>
            <numerusform>Too many requests. Continues in %n s.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Unlocked, %n min</source>
        <translation>
            <numerusform>Unlocked, %n min</numerusform>
            <numerusform>Unlocked, %n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln tokens</source>
        <translation>
            <numerusform>about %Ln token</numerusform>
            <numerusform>about %Ln tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>at least %Ln characters</source>
        <translation>
            <numerusform>at least %Ln character</numerusform>
            <numerusform>at least %Ln characters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>at most %Ln characters</source>
        <translation>
            <numerusform>at most %Ln character</numerusform>
            <numerusform>at most %Ln characters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>at most %n</source>
        <translation>
            <numerusform>at most %n</numerusform>
            <numerusform>at most %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n d</source>
        <translation>
            <numerusform>in %n d</numerusform>
            <numerusform>in %n d</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n h</source>
        <translation>
            <numerusform>in %n h</numerusform>
            <numerusform>in %n h</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n min</source>
        <translation>
            <numerusform>in %n min</numerusform>
            <numerusform>in %n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>more than %Ln rows</source>
        <translation>
            <numerusform>more than %Ln row</numerusform>
            <numerusform>more than %Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>schema of %n collections</source>
        <translation>
            <numerusform>schema of %n collection</numerusform>
            <numerusform>schema of %n collections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>up to %Ln files</source>
        <translation>
            <numerusform>up to %Ln file</numerusform>
            <numerusform>up to %Ln files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %Ln rows fit</source>
        <translation>
            <numerusform>The %Ln row fits</numerusform>
            <numerusform>All %Ln rows fit</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln rows fit, %1 do not</source>
        <translation>
            <numerusform>%Ln row fits, %1 do not</numerusform>
            <numerusform>%Ln rows fit, %1 do not</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln records would be created in %1</source>
        <translation>
            <numerusform>%Ln record would be created in %1</numerusform>
            <numerusform>%Ln records would be created in %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln rows are left out</source>
        <translation>
            <numerusform>%Ln row is left out</numerusform>
            <numerusform>%Ln rows are left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln records removed</source>
        <translation>
            <numerusform>%Ln record removed</numerusform>
            <numerusform>%Ln records removed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The undo stopped: %1. %Ln records were removed</source>
        <translation>
            <numerusform>The undo stopped: %1. %Ln record was removed</numerusform>
            <numerusform>The undo stopped: %1. %Ln records were removed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Undone: %Ln records removed, %1 changed since and kept</source>
        <translation>
            <numerusform>Undone: %Ln record removed, %1 changed since and kept</numerusform>
            <numerusform>Undone: %Ln records removed, %1 changed since and kept</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Undone: %Ln records removed</source>
        <translation>
            <numerusform>Undone: %Ln record removed</numerusform>
            <numerusform>Undone: %Ln records removed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln differences</source>
        <translation>
            <numerusform>%Ln difference</numerusform>
            <numerusform>%Ln differences</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln records compared</source>
        <translation>
            <numerusform>%Ln record compared</numerusform>
            <numerusform>%Ln records compared</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln records differ</source>
        <translation>
            <numerusform>%Ln record differs</numerusform>
            <numerusform>%Ln records differ</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln records differ, in order of id; there may be more</source>
        <translation>
            <numerusform>%Ln record differs, in order of id; there may be more</numerusform>
            <numerusform>%Ln records differ, in order of id; there may be more</numerusform>
        </translation>
    </message>
</context>
</TS>
