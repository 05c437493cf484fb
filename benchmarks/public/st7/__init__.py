"""Day plans of mobile technicians (course ST7 of CentraleSupelec with DecisionBrain), versions V1 and V2."""
